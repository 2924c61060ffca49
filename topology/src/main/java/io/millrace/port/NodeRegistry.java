package io.millrace.port;

import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.NodeAnnouncement;

/** Where nodes say that they are there. What is thrown here is tried again with the next heartbeat. */
public interface NodeRegistry {
  void announce(NodeAnnouncement announcement);

  void beat(Heartbeat heartbeat);
}
