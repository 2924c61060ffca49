package io.millrace.launcher.play;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a CSV file. */
final class CsvRows implements RowReader {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String source;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> columns;

  CsvRows(String source, BufferedReader text, List<String> columns) throws IOException {
    this.source = source;
    this.parser =
        CSVParser.builder().setReader(text).setFormat(CSVFormat.DEFAULT).get();
    this.records = parser.iterator();
    this.columns = columns.isEmpty() ? header() : List.copyOf(columns);
    var seen = new HashSet<String>();
    for (var column : this.columns) {
      if (!seen.add(column)) {
        throw new PlayException("%s: more than one column \"%s\"".formatted(source, column));
      }
    }
  }

  private List<String> header() {
    if (!hasNext()) {
      throw new PlayException("%s: the file is empty; it needs a header row".formatted(source));
    }
    return records.next().stream()
        .map(name -> name.startsWith(BYTE_ORDER_MARK) ? name.substring(1) : name)
        .map(String::strip)
        .toList();
  }

  @Override
  public boolean hasNext() {
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      throw RowReader.unreadable(source, e);
    }
  }

  @Override
  public Row next() {
    var record = records.next();
    long lines = String.join("", record.values()).lines().count();
    long line = parser.getCurrentLineNumber() - Math.max(1, lines) + 1;
    if (record.size() != columns.size()) {
      throw new PlayException("%s line %d: %d values, there are %d columns%n%s"
          .formatted(
              source,
              line,
              record.size(),
              columns.size(),
              "Maybe the file has no header: name its columns with --columns"));
    }
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i), record.get(i));
    }
    return new Row(source, line, Collections.unmodifiableMap(values));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
