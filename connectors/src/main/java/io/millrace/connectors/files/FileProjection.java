package io.millrace.connectors.files;

import io.millrace.connectors.projection.Projection;
import io.millrace.connectors.projection.ProjectionConfig;
import io.millrace.topology.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** The projection of windows and violations into files. */
public final class FileProjection {
  private static final String NAME = "files";

  private FileProjection() {}

  /**
   * A projection into a folder; every folder has a group of its own, so that a new one begins at the beginning.
   *
   * @param bootstrap {@code host:port} of brokers
   * @param mostBytes after which a file is followed by the next
   */
  public static Projection of(String bootstrap, Topics topics, Path folder, long mostBytes) {
    var all = QualityLines.of(topics);
    var names = all.stream().map(Lines::topic).collect(Collectors.toSet());
    var target = new FileTarget(folder, mostBytes, all, topicIds(bootstrap));
    // The folder's id names the member too, so that it comes back at once after a kill.
    var config = ProjectionConfig.of(NAME + "-" + target.id(), bootstrap, topics, names)
        .withInstanceId(target.id());
    return new Projection(config, target);
  }

  // Asked for once a topic and process: a topic that is made anew under a running process is none
  // of our cares, as its consumer would be lost too.
  private static UnaryOperator<String> topicIds(String bootstrap) {
    var known = new HashMap<String, String>();
    return topic -> known.computeIfAbsent(topic, name -> topicId(bootstrap, name));
  }

  private static String topicId(String bootstrap, String name) {
    try (var admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrap))) {
      var described = admin.describeTopics(List.of(name)).allTopicNames().get();
      var description = described.get(name);
      if (description == null) {
        throw new KafkaException("topic %s is not known".formatted(name));
      }
      return description.topicId().toString();
    } catch (ExecutionException e) {
      throw new KafkaException("the id of topic %s".formatted(name), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while asking for topic " + name, e);
    }
  }
}
