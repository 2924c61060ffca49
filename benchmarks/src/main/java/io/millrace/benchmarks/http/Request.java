package io.millrace.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.benchmarks.pipeline.Mlp;
import java.util.Random;
import java.util.stream.Collectors;

/** What is asked, the same every time. */
record Request(String path, byte[] body) {
  private static final long SEED = 7;

  /** One row for the model. */
  static Request infer(Mlp model) {
    var values = new Random(SEED)
        .doubles(model.inputs())
        .mapToObj("%.4f"::formatted)
        .collect(Collectors.joining(","));
    var body =
        "{\"inputs\":[{\"name\":\"%s\",\"shape\":[1,%d],\"datatype\":\"FP32\",\"data\":[%s]}]}"
            .formatted(Mlp.INPUT, model.inputs(), values);
    return new Request("/v2/models/%s/infer".formatted(model), body.getBytes(UTF_8));
  }

  /** A body of which the echo reads and writes together as many bytes as the call and its reply have together. */
  static Request echo(Request call, byte[] reply) {
    int size = (call.body.length + reply.length + 1) / 2;
    var body = "\"%s\"".formatted("x".repeat(size - 2));
    return new Request(Server.ECHO, body.getBytes(US_ASCII));
  }

  /** As it travels. */
  byte[] bytes() {
    var head =
        "POST %s HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(path, body.length)
            .getBytes(US_ASCII);
    var all = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
