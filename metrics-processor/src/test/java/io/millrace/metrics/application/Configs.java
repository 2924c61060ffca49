package io.millrace.metrics.application;

import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.model.application.Registration;
import io.millrace.model.application.StreamConfig;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.application.StreamConfigReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applications as a registry would have them. */
final class Configs {
  private Configs() {}

  static StreamConfig of(String interval, String size, String processing) {
    return StreamConfigReader.read(Json.MAPPER.readTree(
            "{\"window\": {\"grace\": \"0s\", \"interval\": %s, \"size\": %s}, \"processing\": %s}"
                .formatted(interval, size, processing)))
        .config();
  }

  static String seconds(long seconds) {
    return "{\"type\": \"time\", \"value\": %d}".formatted(seconds);
  }

  static String reports(int reports) {
    return "{\"type\": \"count\", \"value\": %d}".formatted(reports);
  }

  static RegistryEntry<Application> entry(String name, long epoch, @Nullable Agent agent) {
    var application = new Application(
        name, List.of(new Registration("id", "run", "user", epoch)), Map.of(), agent, null);
    return new RegistryEntry<>(
        name, epoch, application, null, new ModelRecord.Outcome("c" + epoch, null));
  }

  static RegistryEntry<Application> started(String name, StreamConfig config) {
    return entry(name, 1, new Agent(Agent.State.STARTED, config));
  }
}
