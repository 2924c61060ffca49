package io.millrace.topology;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a stage needs to run.
 *
 * @param bootstrap {@code host:port} of brokers
 * @param prefix stands before the application's id, as before the topics' names
 * @param stateDirectory keeps the stage's stores, and the id under which it rejoins its group after a restart
 * @param threads stream threads; more than the partitions of its topics stay idle
 * @param overrides Kafka Streams settings that win over all others
 */
public record StageConfig(
    String bootstrap,
    String prefix,
    Path stateDirectory,
    Profile profile,
    int threads,
    Map<String, Object> overrides) {}
