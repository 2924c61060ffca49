package io.millrace.connectors.prometheus;

import java.util.Map;

/**
 * How a stage of this process is doing.
 *
 * @param name of the stage
 * @param state as Kafka Streams names it
 * @param lag of each topic that the stage reads, how many records it is behind
 */
public record StageView(String name, String state, Map<String, Double> lag) {
  public StageView {
    lag = Map.copyOf(lag);
  }
}
