package io.millrace.scheduler.serve;

import io.millrace.model.placement.decision.NodeVerdict;
import java.util.List;

/** Is told what every node was worth, where it wants to know. */
public interface Watcher {
  Watcher NONE = new Watcher() {
    @Override
    public boolean isLooking() {
      return false;
    }

    @Override
    public void placed(String allocation, List<NodeVerdict> verdicts) {}
  };

  boolean isLooking();

  void placed(String allocation, List<NodeVerdict> verdicts);
}
