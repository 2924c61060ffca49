package io.millrace.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one stage as one Kafka Streams application. */
public final class StageRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);
  private static final Duration CLOSE = Duration.ofSeconds(20);
  private static final String LAG = "records-lag";
  private static final String LAG_GROUP = "consumer-fetch-manager-metrics";

  private final Stage stage;
  private final StageConfig config;
  private final String group;
  private final @Nullable StoreFolders stores;
  private final KafkaStreams streams;
  private final ThreadReplacement replacement = new ThreadReplacement();
  private final CompletableFuture<KafkaStreams.State> running = new CompletableFuture<>();

  public StageRunner(Stage stage, StageConfig config) {
    this.stage = stage;
    this.config = config;
    var properties = new Properties();
    properties.putAll(StageProperties.of(stage, config));
    this.group = String.valueOf(properties.get(StreamsConfig.APPLICATION_ID_CONFIG));
    this.stores = stores(properties, config);
    if (stores != null) {
      stores.prepare();
    }
    this.streams = new KafkaStreams(topology(stage), new StreamsConfig(properties));
  }

  /** Null where stores are good after any end: at least once, they are written to disk as they commit. */
  private @Nullable StoreFolders stores(Properties properties, StageConfig config) {
    if (!StreamsConfig.EXACTLY_ONCE_V2.equals(
        properties.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))) {
      return null;
    }
    return new StoreFolders(config.stateDirectory(), group);
  }

  /** The stage's topology, as it runs and as it is described. */
  public static Topology topology(Stage stage) {
    var builder = new StreamsBuilder();
    stage.addTo(builder);
    return builder.build();
  }

  /** Starts the stage; returns before it runs: see {@link #awaitRunning}. */
  public void start() {
    stage.start();
    streams.setUncaughtExceptionHandler(replacement);
    streams.setStateListener(this::stateChanged);
    streams.start();
  }

  private void stateChanged(KafkaStreams.State now, KafkaStreams.State before) {
    LOG.debug("stage {}: {} -> {}", stage.name(), before, now);
    if (now == KafkaStreams.State.RUNNING || now.hasStartedOrFinishedShuttingDown()) {
      running.complete(now);
    }
  }

  /**
   * Waits until the stage has its partitions.
   *
   * @throws IllegalStateException if it stops first, or is not running in time
   */
  public void awaitRunning(Duration timeout) throws InterruptedException {
    try {
      var state = running.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (state != KafkaStreams.State.RUNNING) {
        throw new IllegalStateException("stage %s stopped while starting".formatted(stage.name()));
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "stage %s is %s after %d s; its brokers are %s"
              .formatted(stage.name(), streams.state(), timeout.toSeconds(), config.bootstrap()),
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the stage works, or is on its way back to work. */
  public boolean isAlive() {
    var state = streams.state();
    return state.isRunningOrRebalancing() || state == KafkaStreams.State.CREATED;
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  /** How many records the stage is behind in each topic that it reads, as its consumers saw it last. */
  public Map<String, Double> lag() {
    var lag = new HashMap<String, Double>();
    streams.metrics().forEach((name, metric) -> {
      if (LAG.equals(name.name())
          && LAG_GROUP.equals(name.group())
          && !name.tags().getOrDefault("client-id", "").contains("restore")) {
        var topic = name.tags().get("topic");
        if (topic != null
            && metric.metricValue() instanceof Double records
            && Double.isFinite(records)) {
          lag.merge(topic, records, Double::sum);
        }
      }
    });
    // For a while Kafka gives each topic a second time, with underscores for its dots.
    lag.keySet()
        .removeIf(topic -> lag.keySet().stream()
            .anyMatch(other -> !other.equals(topic) && other.replace('.', '_').equals(topic)));
    return lag;
  }

  public Stage stage() {
    return stage;
  }

  /** The consumer group as which the stage reads. */
  public String group() {
    return group;
  }

  @Override
  public void close() {
    if (streams.close(CLOSE)) {
      if (stores != null) {
        stores.markClosed();
      }
      stage.close();
    } else {
      // Its threads still use what the stage holds, native memory among it: it goes with the
      // process.
      LOG.warn("stage {} did not stop within {} s", stage.name(), CLOSE.toSeconds());
    }
  }

  @Override
  public String toString() {
    return "StageRunner{%s, %s}".formatted(stage.name(), streams.state());
  }
}
