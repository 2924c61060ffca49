package io.millrace.metrics.accuracy.join;

/** What became of a prediction or a truth; each is counted. */
public enum JoinEvent {
  /** A prediction met its truth. */
  MATCHED,
  /** A second prediction of an id; the first counts. */
  REPEATED_PREDICTION,
  /** The same truth once more. */
  REPEATED_TRUTH,
  /** Another truth for an id that has one; the first counts. */
  CONFLICTING_TRUTH,
  /** A truth of another number of rows than its prediction, or no number where one was predicted. It is dropped. */
  UNFIT_TRUTH,
  /** A prediction whose truth did not come in time. */
  EXPIRED_PREDICTION,
  /** A truth whose prediction did not come in time. */
  EXPIRED_TRUTH,
  /** A prediction or truth that came when its time was over already. */
  LATE,
  /** A waiting prediction that had to make room. */
  DROPPED_PREDICTION,
  /** A waiting truth that had to make room. */
  DROPPED_TRUTH,
  /** A matched id that had to make room; its repetition would not be known any more. */
  FORGOTTEN_MATCH
}
