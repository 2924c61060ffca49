package io.millrace.connectors.prometheus;

import io.millrace.connectors.projection.Projection;
import io.millrace.model.contract.Violation;
import io.millrace.model.qoa.WindowResult;
import io.millrace.port.PlacementMeter;
import io.millrace.port.ServingMeter;
import io.millrace.topology.Topic;
import io.millrace.topology.TopicSettings;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.contract.ContractSerdes;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.exporter.opentelemetry.OpenTelemetryExporter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * All meters of a process. No label ever holds what differs from request to request, and of each meter only so many label
 * combinations are kept apart.
 */
public final class Meters implements AutoCloseable {
  /** The path under which they are scraped. */
  public static final String PATH = "/actuator/prometheus";

  /** Label combinations of one meter that are kept apart. */
  public static final int MOST_COMBINATIONS = 1000;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Exposition exposition = new Exposition(registry);
  private final ProcessMeters process = new ProcessMeters();
  private final ServingMeters serving;
  private final PlacementMeters placement;
  private final WindowMeters windows;
  private final ViolationMeters violations;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /**
   * @param version of this Millrace
   * @param profile of its stages
   */
  public Meters(String version, String profile) {
    this(version, profile, MOST_COMBINATIONS);
  }

  Meters(String version, String profile, int mostCombinations) {
    JvmMetrics.builder().register(registry);
    Info.builder()
        .name("millrace_info")
        .help("What runs here.")
        .labelNames("version", "profile")
        .register(registry)
        .setLabelValues(version, profile);
    var overflow = new Overflow(registry, mostCombinations);
    serving = new ServingMeters(registry, overflow);
    placement = new PlacementMeters(registry, overflow);
    windows = new WindowMeters(registry, overflow);
    violations = new ViolationMeters(registry, overflow);
    registry.register(process);
  }

  /** For what serves. */
  public ServingMeter serving() {
    return serving;
  }

  /** For what places. */
  public PlacementMeter placement() {
    return placement;
  }

  /** Asks this for the stages of the process, whenever somebody looks. */
  public Meters stages(Supplier<List<StageView>> source) {
    process.stages(source);
    return this;
  }

  /** Asks this for the projections of the process. */
  public Meters projections(Supplier<List<Projection>> source) {
    process.projections(source);
    return this;
  }

  /** Asks this for the bridges of the process. */
  public Meters bridges(Supplier<List<BridgeView>> source) {
    process.bridges(source);
    return this;
  }

  /** Asks this for the number of calls that wait for an answer. */
  public Meters callsInFlight(IntSupplier source) {
    process.callsInFlight(source);
    return this;
  }

  void window(WindowResult window) {
    windows.add(window);
  }

  void violation(Violation violation, boolean past) {
    violations.add(violation, past);
  }

  /** Follows the windows and violations of the log: windows from now on, and all violations that may last yet. */
  public Meters follow(String bootstrap, Topics topics) {
    var follower = new ResultFollower(bootstrap)
        .with(topics.windows(), false, (window, past) -> windows.add(window))
        .with(violations(topics), true, violations::add);
    opened.push(follower);
    follower.start();
    return this;
  }

  private static Topic<String, Violation> violations(Topics topics) {
    var settings = new TopicSettings("qoa-violations", 1, null, false, 1 << 20);
    return new Topic<>(
        topics.prefix() + "qoa.violations", Serdes.String(), ContractSerdes.violation(), settings);
  }

  /** All meters in the form that a scraper accepts. */
  public Scrape scrape(@Nullable String accept) {
    return exposition.scrape(accept);
  }

  /**
   * Serves them on a port of their own, under any path, for a process that has no other HTTP server.
   *
   * @param port 0 takes a free one
   * @return the port
   */
  public int serve(String address, int port) {
    try {
      var server = HTTPServer.builder()
          .hostname(address)
          .port(port)
          .registry(registry)
          .defaultHandler(new MetricsHandler(registry))
          .buildAndStart();
      opened.push(server);
      return server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "meters cannot be served on %s:%d: %s".formatted(address, port, e.getMessage()), e);
    }
  }

  /**
   * Sends them to a collector, as OTLP over HTTP, again and again until closed. A collector that is away misses what it
   * misses; counts go on.
   *
   * @param collector such as {@code http://host:4318}; without a path, OTLP's own for metrics
   * @param every at least a second
   */
  public Meters send(URI collector, Duration every) {
    var path = collector.getPath();
    var endpoint = path == null || path.isEmpty() || path.equals("/")
        ? collector.resolve("/v1/metrics")
        : collector;
    opened.push(OpenTelemetryExporter.builder()
        .registry(registry)
        .protocol("http/protobuf")
        .endpoint(endpoint.toString())
        .intervalSeconds(Math.max(1, (int) every.toSeconds()))
        .serviceName("millrace")
        .buildAndStart());
    return this;
  }

  @Override
  public void close() {
    try {
      while (!opened.isEmpty()) {
        closeOne(opened.pop());
      }
    } finally {
      // JvmMetrics keeps every registry in a static set, and a registry keeps all that its meters
      // ask.
      registry.clear();
    }
  }

  private static void closeOne(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing " + one, e);
    }
  }

  @Override
  public String toString() {
    return "Meters{%d open}".formatted(opened.size());
  }
}
