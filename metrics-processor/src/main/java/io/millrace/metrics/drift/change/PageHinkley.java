package io.millrace.metrics.drift.change;

import io.millrace.metrics.state.StateBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Sums how far values lie from the mean of all so far, and says change where the sum has risen from its lowest, or fallen
 * from its highest, by more than a threshold (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954; with
 * fading as in J. Gama et al., "On evaluating stream learning algorithms", 2013). It begins anew after a change. Not for
 * use by several threads.
 */
public final class PageHinkley implements ChangeDetector {
  private static final int VERSION = 1;

  private final PageHinkleyConfig config;
  private long count;
  private double mean;
  private double rising;
  private double lowest;
  private double falling;
  private double highest;

  public PageHinkley(PageHinkleyConfig config) {
    this.config = config;
    reset();
  }

  @Override
  public boolean add(double value) {
    ChangeDetector.requireFinite(value);
    count++;
    mean += (value - mean) / count;
    double deviation = value - mean;
    rising = config.memory() * rising + deviation - config.tolerance();
    lowest = Math.min(lowest, rising);
    falling = config.memory() * falling + deviation + config.tolerance();
    highest = Math.max(highest, falling);
    boolean changed = count >= config.warmUp()
        && Math.max(rising - lowest, highest - falling) > config.threshold();
    if (changed) {
      reset();
    }
    return changed;
  }

  private void reset() {
    count = 0;
    mean = 0;
    rising = 0;
    falling = 0;
    lowest = Double.POSITIVE_INFINITY;
    highest = Double.NEGATIVE_INFINITY;
  }

  @Override
  public byte[] toBytes() {
    return StateBytes.write(VERSION, this::write);
  }

  private void write(DataOutput out) throws IOException {
    out.writeLong(count);
    for (double number : new double[] {mean, rising, lowest, falling, highest}) {
      out.writeDouble(number);
    }
  }

  /**
   * A detector that goes on from a state.
   *
   * @param config with which the state was made
   * @throws IllegalArgumentException if the bytes are no such state
   */
  public static PageHinkley fromBytes(PageHinkleyConfig config, byte[] bytes) {
    return StateBytes.read("Page-Hinkley state", bytes, VERSION, in -> read(config, in));
  }

  private static PageHinkley read(PageHinkleyConfig config, DataInput in) throws IOException {
    var state = new PageHinkley(config);
    state.count = in.readLong();
    state.mean = in.readDouble();
    state.rising = in.readDouble();
    state.lowest = in.readDouble();
    state.falling = in.readDouble();
    state.highest = in.readDouble();
    return state;
  }
}
