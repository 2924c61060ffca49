package io.millrace.model.placement.policy;

/** Which of the nodes that can take an instance gets it. */
public enum Strategy {
  /** The first in the order in which nodes were added; scores are not looked at. */
  FIRST_FIT,
  /** The one with the least left afterwards. */
  BEST_FIT,
  /** The one with the most left afterwards. */
  WORST_FIT
}
