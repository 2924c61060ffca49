package io.millrace.scheduler.score;

import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;

/** Says how good a node would be for an instance. */
public interface Scorer {
  int MOST = 1000;

  /** As policies and explanations have it. */
  String name();

  /**
   * 0 to 1000; more is better.
   *
   * @param choice the devices it would get
   */
  int score(Node node, Request request, DeviceChoice choice);
}
