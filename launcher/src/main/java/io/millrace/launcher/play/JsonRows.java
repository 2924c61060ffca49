package io.millrace.launcher.play;

import io.millrace.topology.serde.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The rows of a file of JSON objects, one a line. A field within an object is the column {@code outer.inner}; the object
 * as a whole is a column too.
 */
final class JsonRows implements RowReader {
  private final String source;
  private final BufferedReader lines;
  private long line;
  private @Nullable String ahead;

  JsonRows(String source, BufferedReader lines) {
    this.source = source;
    this.lines = lines;
  }

  @Override
  public boolean hasNext() {
    try {
      while (ahead == null || ahead.isBlank()) {
        ahead = lines.readLine();
        line++;
        if (ahead == null) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw RowReader.unreadable(source, e);
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException(source);
    }
    var values = new LinkedHashMap<String, String>();
    add("", read(), values);
    ahead = null;
    return new Row(source, line, Collections.unmodifiableMap(values));
  }

  private JsonNode read() {
    try {
      var node = Json.MAPPER.readTree(ahead);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw new PlayException(
          "%s line %d: no JSON: %s".formatted(source, line, e.getOriginalMessage()));
    }
    throw new PlayException("%s line %d: no JSON object".formatted(source, line));
  }

  private static void add(String prefix, JsonNode object, Map<String, String> to) {
    object.properties().forEach(field -> {
      var name = prefix + field.getKey();
      var value = field.getValue();
      if (!value.isNull()) {
        to.put(name, value.isString() ? value.asString() : value.toString());
      }
      if (value.isObject()) {
        add(name + ".", value, to);
      }
    });
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
