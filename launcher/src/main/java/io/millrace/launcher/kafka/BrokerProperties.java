package io.millrace.launcher.kafka;

import java.util.Properties;

/** Kafka's settings for one node that is broker and controller at once. */
final class BrokerProperties {
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";
  private static final String LOCAL = "LOCAL";
  private static final String OUTSIDE = "OUTSIDE";

  private final Properties properties = new Properties();

  private BrokerProperties() {}

  /**
   * The settings for these endpoints.
   *
   * @param endpoints resolved: no port is 0
   */
  static Properties of(EmbeddedKafkaConfig config, Endpoints endpoints) {
    var all = new BrokerProperties();
    all.node(config);
    all.listeners(config.listen(), endpoints);
    all.singleReplica();
    all.small();
    all.quickGroups();
    all.limits(config);
    return all.properties;
  }

  private void node(EmbeddedKafkaConfig config) {
    set("process.roles", "broker,controller");
    set("node.id", NODE_ID);
    set("log.dirs", config.data().folder(EmbeddedKafka.FOLDER));
    // A process that stands still for a while, on a busy machine, must not be taken for dead.
    set("broker.session.timeout.ms", 9000);
    set("broker.heartbeat.interval.ms", 1000);
    set("server.max.startup.time.ms", 60_000); // Kafka itself would wait for ever
  }

  /** Transaction markers travel from broker to broker, so that listener must be reachable whatever is advertised. */
  private void listeners(Listen listen, Endpoints endpoints) {
    var names = LOCAL;
    var bound = LOCAL + "://" + endpoints.local();
    var advertised = bound;
    if (!listen.loopbackOnly()) {
      names += "," + OUTSIDE;
      bound += "," + OUTSIDE + "://" + endpoints.outsideBind();
      advertised += "," + OUTSIDE + "://" + endpoints.outside();
    }
    set("listeners", bound + "," + CONTROLLER + "://" + endpoints.controller());
    set("advertised.listeners", advertised);
    set(
        "listener.security.protocol.map",
        (names + "," + CONTROLLER).replaceAll("(\\w+)", "$1:PLAINTEXT"));
    set("inter.broker.listener.name", LOCAL);
    set("controller.listener.names", CONTROLLER);
    set("controller.quorum.voters", NODE_ID + "@" + endpoints.controller());
  }

  private void singleReplica() {
    for (var topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      set(topic + ".replication.factor", 1);
      set(topic + ".num.partitions", 4);
    }
    set("transaction.state.log.min.isr", 1);
    set("share.coordinator.state.topic.min.isr", 1);
    set("default.replication.factor", 1);
    set("min.insync.replicas", 1);
  }

  private void small() {
    set("num.network.threads", 2);
    set("num.io.threads", 2);
    set("log.cleaner.threads", 1);
    set("log.cleaner.dedupe.buffer.size", 4 << 20); // by default 128 MB of heap
    set("num.recovery.threads.per.data.dir", 2);
  }

  private void quickGroups() {
    set("group.initial.rebalance.delay.ms", 0);
    set("group.streams.initial.rebalance.delay.ms", 0);
    set("group.streams.min.heartbeat.interval.ms", 200);
    set("group.streams.heartbeat.interval.ms", 500);
    set("group.streams.assignment.interval.ms", 0);
    // A stage that was killed leaves a transaction open, which blocks those who read committed
    // until it is aborted.
    set("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1000);
  }

  private void limits(EmbeddedKafkaConfig config) {
    set("auto.create.topics.enable", false);
    set("message.max.bytes", config.maxMessageBytes());
    set("replica.fetch.max.bytes", config.maxMessageBytes());
    set("socket.request.max.bytes", Math.max(100 << 20, config.maxMessageBytes() + (1 << 20)));
  }

  private void set(String key, Object value) {
    properties.setProperty(key, value.toString());
  }
}
