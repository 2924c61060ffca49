package io.millrace.ingress.windows;

import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A result on its way to those who listen.
 *
 * @param json the result; made once for all of them
 */
record WindowEvent(
    int partition, long offset, SeriesName series, KeptWindow.Span span, byte[] json) {

  static WindowEvent of(int partition, long offset, WindowResult result) {
    WindowKind kind = result.kind();
    Instant start = result.start();
    return new WindowEvent(
        partition,
        offset,
        SeriesName.of(result),
        new KeptWindow.Span(start, result.end(), kind),
        WindowForm.json(result));
  }

  /** As a server-sent event. */
  byte[] bytes(String id) {
    return event(id, "window", json);
  }

  /** An event of another type. */
  static byte[] event(String id, String type, byte[] json) {
    var out = new ByteArrayOutputStream(json.length + 80);
    write(out, "id: " + id + "\nevent: " + type + "\ndata: ");
    out.write(json, 0, json.length);
    write(out, "\n\n");
    return out.toByteArray();
  }

  /** A comment, which event sources pass over, though they take the id for where they stand. */
  static byte[] comment(String id, String text) {
    return ("id: " + id + "\n: " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ByteArrayOutputStream out, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
  }
}
