package io.millrace.model.contract;

/** What a violation recommends; whether it is done is decided elsewhere. */
public enum Action {
  /** Tell people. */
  ALERT,
  /** Answer with less work: leave out the member of least weight. */
  DEGRADE,
  /** Use other members or instances. */
  REROUTE,
  /** Take no more requests. */
  REJECT,
  /** Run more instances. */
  SCALE,
  /** Run the instances elsewhere. */
  MIGRATE
}
