package io.millrace.launcher.pipeline;

import io.millrace.connectors.copy.Selection;
import io.millrace.connectors.mongodb.MongoAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where results go beside the log. Null leaves a way out closed.
 *
 * @param mongodb the address of a MongoDB, or {@code embedded[:PORT]} for a store in this JVM
 * @param documents the folder of the embedded store
 * @param predictions whether MongoDB gets every result of a prediction too
 * @param metersPort serves the meters on a port of their own
 * @param otlp collector of OpenTelemetry that the meters are sent to
 * @param otlpEvery between two such sendings
 * @param files a folder for windows and violations
 * @param copy a topic for windows and violations
 */
public record OutConfig(
    @Nullable String mongodb,
    @Nullable Path documents,
    boolean predictions,
    @Nullable Integer metersPort,
    @Nullable URI otlp,
    Duration otlpEvery,
    @Nullable Files files,
    @Nullable Copy copy) {
  /**
   * Windows and violations as files.
   *
   * @param mostBytes after which a file is followed by the next
   */
  public record Files(Path folder, long mostBytes) {}

  /** Results on another topic, by its full name. */
  public record Copy(String topic, Selection selection) {}

  private static final Set<String> HTTP = Set.of("http", "https");

  /** Nothing but the meters under the ingress's own port. */
  public static final OutConfig NONE =
      new OutConfig(null, null, false, null, null, Duration.ofSeconds(15), null, null);

  /** @throws IllegalArgumentException if a value is none that can be used; says which */
  public void check() {
    if (mongodb != null) {
      if (mongodb.startsWith("embedded")) {
        Outlets.embeddedPort(mongodb);
      } else {
        MongoAddress.parse(mongodb);
      }
    }
    if (metersPort != null && (metersPort < 0 || metersPort > 65_535)) {
      throw new IllegalArgumentException(
          "--metrics-port: %d is not from 0 to 65535".formatted(metersPort));
    }
    if (files != null && files.mostBytes() < 1) {
      throw new IllegalArgumentException("--out-size: %d is below 1".formatted(files.mostBytes()));
    }
    if (otlp != null && (otlp.getHost() == null || !HTTP.contains(otlp.getScheme()))) {
      throw new IllegalArgumentException(
          "--otlp: \"%s\" is no address such as http://localhost:4318".formatted(otlp));
    }
  }
}
