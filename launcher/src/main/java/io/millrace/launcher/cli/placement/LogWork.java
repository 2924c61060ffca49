package io.millrace.launcher.cli.placement;

import io.millrace.launcher.cli.remote.ServerOptions;
import io.millrace.launcher.http.EventStream;
import io.millrace.launcher.http.Progress;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Work for which the server reads the whole log: it may take long, and says how far it is. */
final class LogWork implements AutoCloseable {
  private final ServerOptions options;
  private @Nullable Progress shown;
  private long told;

  private LogWork(ServerOptions options) {
    this.options = options;
  }

  /** What a path answers to JSON. */
  static JsonNode post(ServerOptions options, String path, JsonNode body) throws IOException {
    try (var work = new LogWork(options);
        var events = options.api().eventsOf(path, body)) {
      return work.outcome(events);
    }
  }

  /** What a path answers. */
  static JsonNode get(ServerOptions options, String path) throws IOException {
    try (var work = new LogWork(options);
        var events = options.api().events(path, null)) {
      return work.outcome(events);
    }
  }

  private JsonNode outcome(EventStream events) throws IOException {
    for (var event = events.next(); event != null; event = events.next()) {
      var data = Json.MAPPER.readTree(event.data());
      switch (event.type()) {
        case "outcome" -> {
          return data;
        }
        case "error" -> throw new IOException(data.path("error").asString());
        default -> show(data.path("done").asLong(), data.path("of").asLong());
      }
    }
    throw new IOException("the server broke off, after %d records".formatted(told));
  }

  private void show(long done, long of) {
    if (shown == null) {
      shown = new Progress(options.err(), "records", of);
    }
    shown.add(done - told);
    told = done;
  }

  @Override
  public void close() {
    if (shown != null) {
      shown.close();
    }
  }
}
