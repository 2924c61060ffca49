package io.millrace.launcher.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events, as WHATWG's HTML standard (section 9.2) has them; of the fields all but {@code retry}. */
public final class EventStream implements AutoCloseable {
  private final InputStream in;
  private final BufferedReader lines;
  private @Nullable String lastId;

  /**
   * One event.
   *
   * @param type {@code message} where the server names none
   */
  public record Event(String type, String data) {}

  EventStream(InputStream in) {
    this.in = in;
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Waits for the next event; null at the end of the stream. */
  public @Nullable Event next() throws IOException {
    var type = "message";
    var data = new StringBuilder();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (data.length() > 0) {
          return new Event(type, data.substring(0, data.length() - 1));
        }
        type = "message";
      } else if (line.startsWith("data")) {
        data.append(value(line)).append('\n');
      } else if (line.startsWith("event")) {
        type = value(line);
      } else if (line.startsWith("id")) {
        lastId = value(line);
      }
    }
    return null;
  }

  private static String value(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? "" : line.substring(line.startsWith(": ", colon) ? colon + 2 : colon + 1);
  }

  /** The id to come back with; null where none has come yet. */
  public @Nullable String lastId() {
    return lastId;
  }

  // Not by the reader, which is locked while another thread waits in it.
  @Override
  public void close() throws IOException {
    in.close();
  }
}
