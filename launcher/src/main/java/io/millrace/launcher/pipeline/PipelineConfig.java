package io.millrace.launcher.pipeline;

import io.millrace.topology.Profile;
import io.millrace.topology.TopicsConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What runs, and how.
 *
 * @param bootstrap {@code host:port} of Kafka
 * @param parts what this process runs
 * @param stateDirectory keeps the stages' stores and ids
 * @param modelRepository the folder of models, {@code NAME/VERSION/model.onnx}
 * @param http where the ingress listens
 * @param threads stream threads of a stage
 * @param overrides Kafka Streams settings of the stages that win over all others
 */
public record PipelineConfig(
    String bootstrap,
    TopicsConfig topics,
    Profile profile,
    Set<Part> parts,
    Path stateDirectory,
    Path modelRepository,
    Http http,
    int threads,
    Map<String, Object> overrides) {

  /** Where the ingress listens; port 0 is a free one. */
  public record Http(String bind, int port) {}

  /**
   * Stream threads for a stage: one for two cores, since the broker and the HTTP server want the others, and no more than
   * there are partitions.
   */
  public static int defaultThreads(int partitions) {
    return Math.max(1, Math.min(partitions, Runtime.getRuntime().availableProcessors() / 2));
  }
}
