package io.millrace.launcher.evaluation;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file with a header row, all rows as long as it.
 *
 * @param source the file's name, for messages
 */
public record CsvTable(String source, List<String> header, List<Row> rows) {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * One row.
   *
   * @param line where it begins in the file, from 1
   */
  public record Row(long line, List<String> values) {}

  /**
   * Reads a file in UTF-8.
   *
   * @throws CsvException if it is missing, empty, not CSV, or a row is longer or shorter than the header
   */
  public static CsvTable read(Path file) {
    try (var reader = Files.newBufferedReader(file)) {
      return read(file.toString(), reader);
    } catch (NoSuchFileException e) {
      throw new CsvException("%s: no such file".formatted(file));
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** Reads what the reader has to give; {@code source} names it in messages. */
  public static CsvTable read(String source, Reader reader) {
    try (var parser = CSVParser.builder().setReader(reader).setFormat(FORMAT).get()) {
      var records = parser.iterator();
      if (!records.hasNext()) {
        throw new CsvException("%s: the file is empty; it needs a header row".formatted(source));
      }
      var header = header(records.next());
      var rows = new ArrayList<Row>();
      while (records.hasNext()) {
        rows.add(row(source, header, records.next(), parser.getCurrentLineNumber()));
      }
      return withRows(source, header, rows);
    } catch (UncheckedIOException e) {
      throw unreadable(source, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static CsvTable withRows(String source, List<String> header, List<Row> rows) {
    if (rows.isEmpty()) {
      throw new CsvException("%s: no row follows the header".formatted(source));
    }
    return new CsvTable(source, header, rows);
  }

  private static List<String> header(CSVRecord first) {
    return first.stream()
        .map(name -> name.startsWith(BYTE_ORDER_MARK) ? name.substring(1) : name)
        .map(String::strip)
        .toList();
  }

  private static Row row(String source, List<String> header, CSVRecord values, long lastLine) {
    var row = List.of(values.values());
    long line = lastLine - String.join("", row).lines().count() + 1;
    if (row.size() != header.size()) {
      throw new CsvException("%s line %d: %d values, the header has %d columns"
          .formatted(source, line, row.size(), header.size()));
    }
    return new Row(line, row);
  }

  /**
   * The place of the column of this name.
   *
   * @throws CsvException if there is none, or more than one
   */
  public int column(String name) {
    var places = IntStream.range(0, header.size())
        .filter(i -> header.get(i).equals(name))
        .toArray();
    if (places.length == 1) {
      return places[0];
    }
    throw new CsvException("%s: %s column \"%s\"; the columns are %s"
        .formatted(
            source, places.length == 0 ? "no" : "more than one", name, String.join(", ", header)));
  }

  /** Says what is wrong with one cell. */
  public CsvException wrongCell(Row row, int column, String what) {
    return new CsvException("%s line %d column \"%s\": \"%s\" %s"
        .formatted(source, row.line(), header.get(column), row.values().get(column), what));
  }

  private static CsvException unreadable(String source, IOException e) {
    return new CsvException(
        e instanceof CharacterCodingException
            ? "%s: the text is not UTF-8".formatted(source)
            : "%s: %s".formatted(source, e.getMessage()));
  }
}
