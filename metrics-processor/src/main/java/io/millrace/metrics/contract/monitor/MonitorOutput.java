package io.millrace.metrics.contract.monitor;

import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Violation;

/** Takes what a monitor finds. */
interface MonitorOutput {
  void violation(Violation violation);

  void judgement(Judgement judgement);

  /** There is no judgement of that key any more. */
  void forgotten(String key);
}
