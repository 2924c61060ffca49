package io.millrace.topology;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a stage needs to run.
 *
 * @param bootstrap {@code host:port} of brokers
 * @param topics whose prefix stands before the application's id too
 * @param stateDirectory keeps the stage's stores, and the id under which it rejoins its group after a restart
 * @param threads stream threads; more than the partitions of its topics stay idle
 * @param overrides Kafka Streams settings that win over all others
 */
public record StageConfig(
    String bootstrap,
    Topics topics,
    Path stateDirectory,
    Profile profile,
    int threads,
    Map<String, Object> overrides) {}
