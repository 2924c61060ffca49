package io.millrace.launcher.pipeline;

import io.millrace.launcher.kafka.StartupException;
import io.millrace.topology.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.springframework.kafka.core.KafkaAdmin;

/** Creates the topics that are missing, and refuses those that are there with other settings. */
public final class TopicsAdmin {
  private static final long LEADERS_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String bootstrap;
  private final Map<String, Object> client;

  /** @param bootstrap {@code host:port} of Kafka */
  public TopicsAdmin(String bootstrap) {
    this.bootstrap = bootstrap;
    this.client = Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
        20,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        5000,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        15_000);
  }

  /**
   * Makes every topic ready to be used.
   *
   * @throws StartupException if one exists with another number of partitions, another cleanup or a smaller limit, or the cluster cannot
   *     be reached
   */
  public void ensure(List<Topic<?, ?>> topics) {
    var byName = topics.stream().collect(Collectors.toMap(Topic::name, Function.identity()));
    try (var admin = Admin.create(client)) {
      var names = byName.keySet();
      var present = admin.listTopics().names().get();
      var known = admin.describeTopics(names.stream().filter(present::contains).toList());
      for (var description : known.allTopicNames().get().values()) {
        check(admin, description, Objects.requireNonNull(byName.get(description.name())));
      }
      stampOnAppend(admin, topics, present);
      create(topics.stream().filter(topic -> !present.contains(topic.name())).toList());
      awaitLeaders(admin, names.stream().toList());
    } catch (ExecutionException | KafkaException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private static void check(Admin admin, TopicDescription found, Topic<?, ?> wanted)
      throws ExecutionException, InterruptedException {
    if (found.partitions().size() != wanted.settings().partitions()) {
      throw new StartupException(
          "topic %s has %d partitions, this configuration says %d.%nMaybe start with --partitions %d, or with another --prefix."
              .formatted(
                  found.name(),
                  found.partitions().size(),
                  wanted.settings().partitions(),
                  found.partitions().size()));
    }
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, found.name());
    var config = Objects.requireNonNull(
        admin.describeConfigs(List.of(resource)).all().get().get(resource));
    var cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (wanted.settings().compacted() != cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new StartupException(
          "topic %s has the cleanup policy %s, this configuration needs %s.%nMaybe change its %s, or start with another --prefix."
              .formatted(
                  found.name(),
                  cleanup,
                  wanted.settings().config().get(TopicConfig.CLEANUP_POLICY_CONFIG),
                  TopicConfig.CLEANUP_POLICY_CONFIG));
    }
    int limit =
        Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    if (limit < wanted.settings().maxMessageBytes()) {
      throw new StartupException(
          "topic %s takes records of %d bytes, this configuration needs %d.%nMaybe raise its %s."
              .formatted(
                  found.name(),
                  limit,
                  wanted.settings().maxMessageBytes(),
                  TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }
  }

  /** Topics of earlier versions kept the time their records came with; what they hold stays as it is. */
  private static void stampOnAppend(Admin admin, List<Topic<?, ?>> topics, Set<String> present)
      throws ExecutionException, InterruptedException {
    var resources = topics.stream()
        .filter(topic -> topic.settings().appendTime() && present.contains(topic.name()))
        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
        .toList();
    var wanted = new ConfigEntry(
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.toString());
    var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
    admin.describeConfigs(resources).all().get().forEach((resource, config) -> {
      if (!wanted.value().equals(config.get(wanted.name()).value())) {
        changes.put(resource, List.of(new AlterConfigOp(wanted, AlterConfigOp.OpType.SET)));
      }
    });
    if (!changes.isEmpty()) {
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }

  private void create(List<Topic<?, ?>> missing) {
    if (missing.isEmpty()) {
      return;
    }
    var kafka = new KafkaAdmin(client);
    kafka.createOrModifyTopics(
        missing.stream().map(TopicsAdmin::definition).toArray(NewTopic[]::new));
  }

  private static NewTopic definition(Topic<?, ?> topic) {
    var settings = topic.settings();
    return new NewTopic(topic.name(), Optional.of(settings.partitions()), Optional.empty())
        .configs(settings.config());
  }

  /** A topic that has just been created has no leaders for a moment, in which a producer can lose its first batch. */
  private static void awaitLeaders(Admin admin, List<String> names)
      throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + LEADERS_WITHIN_NANOS;
    while (!haveLeadersNow(admin, names)) {
      if (System.nanoTime() > end) {
        throw new StartupException("topics %s have no leaders yet after 30 s".formatted(names));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean haveLeadersNow(Admin admin, List<String> names)
      throws ExecutionException, InterruptedException {
    try {
      return haveLeaders(admin, names);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        // Another broker has not heard of the topic yet.
        return false;
      }
      throw e;
    }
  }

  private static boolean haveLeaders(Admin admin, List<String> names)
      throws ExecutionException, InterruptedException {
    var present = admin.listTopics().names().get();
    if (!present.containsAll(names)) {
      return false;
    }
    return admin.describeTopics(names).allTopicNames().get().values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .noneMatch(partition -> partition.leader() == null || partition.leader().isEmpty());
  }

  private StartupException unreachable(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new StartupException(
        "The topics could not be made ready at %s: %s.%nMaybe no Kafka listens there (--bootstrap)."
            .formatted(bootstrap, root.getMessage()),
        e);
  }
}
