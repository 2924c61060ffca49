package io.millrace.ingress.admin;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RefusedException;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The topics as the broker has them, with the number of records that each holds. */
public final class TopicsHandler {
  private static final long PATIENCE_SECONDS = 5;

  /**
   * @param retentionMs how long records are kept; -1 for ever
   * @param records end minus begin offsets of all partitions; marks of transactions count, compacted records too
   */
  private record TopicState(
      String name,
      int partitions,
      String cleanup,
      long retentionMs,
      long maxMessageBytes,
      long records) {}

  private final List<String> names;
  private final Admin admin;

  public TopicsHandler(Topics topics, Admin admin) {
    this.names = topics.all().stream().map(Topic::name).toList();
    this.admin = admin;
  }

  public Mono<ServerResponse> list(ServerRequest request) {
    return Mono.<ServerResponse>fromCallable(() -> JsonResponse.of(states()))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private List<TopicState> states() throws InterruptedException {
    try {
      var topics = described();
      var configs = configs(topics);
      var records = records(topics);
      var states = new ArrayList<TopicState>();
      for (var name : names) {
        var topic = topics.get(name);
        var config = configs.get(name);
        if (topic != null && config != null) {
          states.add(state(topic, config, records.getOrDefault(name, 0L)));
        }
      }
      return states;
    } catch (ExecutionException | TimeoutException e) {
      throw RefusedException.unavailable("the broker did not answer: " + e);
    }
  }

  private static TopicState state(TopicDescription topic, Config config, long records) {
    return new TopicState(
        topic.name(),
        topic.partitions().size(),
        config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value(),
        Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value()),
        Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()),
        records);
  }

  // Only what exists: a topic that is asked for by name and is not there would fail the whole
  // question.
  private Map<String, TopicDescription> described()
      throws ExecutionException, InterruptedException, TimeoutException {
    var existing = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var ours = names.stream().filter(existing::contains).toList();
    return admin.describeTopics(ours).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private Map<String, Config> configs(Map<String, TopicDescription> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    var resources = topics.keySet().stream()
        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
        .toList();
    return admin
        .describeConfigs(resources)
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
  }

  private Map<String, Long> records(Map<String, TopicDescription> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    var places = new ArrayList<TopicPartition>();
    topics.forEach((name, topic) -> topic
        .partitions()
        .forEach(partition -> places.add(new TopicPartition(name, partition.partition()))));
    var first = offsets(places, OffsetSpec.earliest());
    var end = offsets(places, OffsetSpec.latest());
    var counts = new HashMap<String, Long>();
    places.forEach(place -> counts.merge(
        place.topic(), end.getOrDefault(place, 0L) - first.getOrDefault(place, 0L), Long::sum));
    return counts;
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> places, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    var wanted = places.stream().collect(Collectors.toMap(place -> place, place -> spec));
    return admin
        .listOffsets(wanted)
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }
}
