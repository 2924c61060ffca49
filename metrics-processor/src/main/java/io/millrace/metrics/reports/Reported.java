package io.millrace.metrics.reports;

import io.millrace.model.qoa.Measurements;
import io.millrace.model.qoa.ReportedAnswer;
import org.jspecify.annotations.Nullable;

/** What a record on the reports topic comes to, in the order of the log. */
public sealed interface Reported {

  /** What has to reach the partition of a source, or all partitions. */
  sealed interface OnItsWay extends Reported {
    Way way();
  }

  /**
   * Which way something goes.
   *
   * @param from the partition of the reports topic in which it stands
   * @param to the partition in which its source's key is at home
   * @param atHome whether it stands there already; else it takes the way over a topic of the stage's own
   */
  record Way(int from, int to, boolean atHome) {}

  /**
   * Numbers of one source.
   *
   * @param ownTime whether their time is one of the application's own
   */
  record Measured(Way way, Measurements measurements, boolean ownTime) implements OnItsWay {}

  /**
   * The time that a partition of the reports topic has reached: what comes after it is later, or late.
   *
   * @param millis since 1970
   * @param application whose time alone it is; null: that of all which have none of their own
   */
  record Reached(Way way, long millis, @Nullable String application) implements OnItsWay {}

  /** An answer whose truth is expected. */
  record Answered(ReportedAnswer answer) implements Reported {}

  /**
   * Several that go to the same partition, in order.
   *
   * @param to the partition
   * @param bytes see {@link BundleWriter}
   */
  record Bundle(int to, byte[] bytes) implements Reported {}

  /**
   * What cannot be read.
   *
   * @param bytes of the part, as found
   */
  record Unreadable(String reason, byte @Nullable [] bytes) implements Reported {}
}
