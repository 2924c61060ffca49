package io.millrace.metrics.contract.monitor;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Mark;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges the contracts of an application by a time of its own, from its beginning to its end. Its samples are judged in
 * the order of their times, in whatever order they come, each once all that write samples have passed its time; between
 * two of them time goes on in steps of a second, and in longer ones where nothing has been reported for long.
 */
final class OwnTimeMonitor {
  private static final String SOURCE = "own";
  private static final long STEP_MILLIS = 1000;
  private static final long STEPS_A_SILENCE = 600;

  private final PartitionMonitor judge;
  private final OwnTimeSamples samples;
  private final int writers;
  private final Map<String, Long> told = new TreeMap<>();
  private long lastSample = UpstreamMarks.NO_TIME;

  /** @param writers how many write samples, and tell how far they have come */
  OwnTimeMonitor(PartitionMonitor judge, OwnTimeSamples samples, int writers) {
    this.judge = judge;
    this.samples = samples;
    this.writers = writers;
  }

  PartitionMonitor judge() {
    return judge;
  }

  void sample(QoaSample sample) {
    if (sample.time() <= judge.time()) {
      judge.sample(sample, sample.time()); // late, as far as its windows have passed
    } else {
      samples.add(sample);
    }
  }

  void tell(String source, long mark) {
    told.merge(source, mark, Math::max);
  }

  /**
   * Goes on as far as all writers have come, at most so many steps; they are as many as samples and marks are.
   *
   * @return whether more is to be done at once
   */
  boolean goOn(int most) {
    long until = told.size() < writers
        ? Mark.BEGIN
        : told.values().stream().mapToLong(Long::longValue).min().orElse(Mark.BEGIN);
    int left = most;
    for (var next : samples.first(until, most)) {
      left = passTo(next.sample().time(), left);
      if (left <= 0) {
        return true;
      }
      for (long again = 0; again < next.times(); again++) {
        judge.sample(next.sample(), next.sample().time());
      }
      lastSample = next.sample().time();
      samples.remove(next);
      left--;
    }
    if (left <= 0) {
      return true;
    }
    return until > Mark.BEGIN && until < Mark.END && passTo(until, left) <= 0;
  }

  /** Lets time pass; returns how many steps are left. */
  private int passTo(long time, int steps) {
    int left = steps;
    if (judge.time() == UpstreamMarks.NO_TIME && left > 0) {
      judge.mark(SOURCE, time, time);
      left--;
    }
    while (judge.time() < time && left > 0) {
      long silence = lastSample == UpstreamMarks.NO_TIME ? 0 : judge.time() - lastSample;
      long step = Math.max(STEP_MILLIS, silence / STEPS_A_SILENCE);
      long next = Math.min(time, judge.time() + step);
      judge.mark(SOURCE, next, next);
      left--;
    }
    return left;
  }

  /** Whether its time has ended, and nothing waits any more. */
  boolean isOver() {
    return told.size() >= writers
        && told.values().stream().allMatch(time -> time >= Mark.END)
        && samples.first(Mark.END, 1).isEmpty();
  }

  byte[] toBytes() {
    var out = new BinaryWriter().writeFixed64(lastSample).writeUnsigned(told.size());
    told.forEach((source, time) -> out.writeText(source).writeUnsigned(time));
    return out.toBytes();
  }

  void restore(byte[] bytes) {
    var in = new BinaryReader(bytes);
    lastSample = in.readFixed64();
    for (long left = in.readUnsigned(); left > 0; left--) {
      told.put(in.readText(), in.readUnsigned());
    }
  }
}
