package io.millrace.connectors.prometheus;

import java.util.Map;

/**
 * How a bridge of this process is doing.
 *
 * @param name of the bridge
 * @param connected whether it has both sides
 * @param messages how many have come to each outcome
 */
public record BridgeView(String name, boolean connected, Map<String, Long> messages) {
  public BridgeView {
    messages = Map.copyOf(messages);
  }
}
