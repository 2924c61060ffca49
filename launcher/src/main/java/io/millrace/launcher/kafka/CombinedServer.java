package io.millrace.launcher.kafka;

import static io.millrace.launcher.kafka.BrokerProperties.NODE_ID;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's controller and broker in one process, started in turn as {@link KafkaRaftServer} does, but for one step
 * between: the controller hears that the broker of the process before this one is gone.
 *
 * <p>A broker that was killed is still the leader of its partitions in the metadata. One that starts then takes up its
 * partitions under that leadership, loses them when the session of the killed one ends, and gets them again a moment
 * later. Transaction markers that fall between are taken for those of deleted partitions and never written (seen with
 * Kafka 4.3.1): the transaction counts as committed, but its offsets and records stay undecided for ever. Without the
 * old leadership nothing falls between, and nothing waits for the session to end.
 */
final class CombinedServer {
  private static final Logger LOG = LoggerFactory.getLogger(CombinedServer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ControllerServer controller;
  private final BrokerServer broker;

  CombinedServer(KafkaConfig config) {
    var folders = KafkaRaftServer.initializeLogDirs(config, LOG, "");
    var properties = folders._1();
    var metrics = Server$.MODULE$.initializeMetrics(
        config, Time.SYSTEM, properties.clusterId().orElseThrow());
    var quorum = config.quorumConfig();
    var shared = new SharedServer(
        config,
        properties,
        Time.SYSTEM,
        metrics,
        CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
        QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
        new StandardFaultHandlerFactory(),
        ServerSocketFactory.INSTANCE);
    this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), folders._2());
    this.broker = new BrokerServer(shared);
  }

  void startup() throws ExecutionException, InterruptedException, TimeoutException {
    RequestHistograms.register();
    controller.startup();
    dismissTheFormer();
    broker.startup();
  }

  /**
   * Takes the former broker out of the metadata. To fence it would end its leadership too, but the new one could not
   * register before the former's session ends.
   */
  private void dismissTheFormer()
      throws ExecutionException, InterruptedException, TimeoutException {
    var metadata = controller.metadataCache();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    // The controller has started before this view of it has been filled.
    await(() -> metadata.currentImage().highestOffsetAndEpoch().offset() >= 0, deadline);
    if (!metadata.hasAliveBroker(NODE_ID)) {
      return; // it has taken its leave, or there was none
    }
    await(() -> controller.controller().isActive(), deadline);
    controller
        .controller()
        .unregisterBroker(context(), NODE_ID)
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    // The new broker starts from what the metadata say by then.
    await(() -> !metadata.hasAliveBroker(NODE_ID), deadline);
  }

  private static void await(BooleanSupplier condition, long deadline)
      throws InterruptedException, TimeoutException {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "the controller neither starts nor lets go of the broker of the process before this one");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private static ControllerRequestContext context() {
    return new ControllerRequestContext(
        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
  }

  /** Stops both; the broker takes its leave of the controller first. */
  void shutdown() {
    try {
      broker.shutdown();
    } finally {
      controller.shutdown();
    }
  }

  void awaitShutdown() {
    broker.awaitShutdown();
    controller.awaitShutdown();
  }
}
