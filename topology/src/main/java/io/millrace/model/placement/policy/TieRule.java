package io.millrace.model.placement.policy;

/** Which of several nodes with the same score. */
public enum TieRule {
  /** The one that was added first. */
  NODE_ORDER,
  /** The one with the least left afterwards, then the one that was added first. */
  BEST_FIT
}
