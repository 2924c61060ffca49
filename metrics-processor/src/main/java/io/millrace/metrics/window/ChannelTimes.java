package io.millrace.metrics.window;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.Arrays;

/**
 * The times that the channels into a partition have told of themselves. What all of them have passed is past: their
 * least time is the partition's watermark, so nothing that is still on its way through one of them is too late because
 * another is ahead.
 */
public final class ChannelTimes {
  private final long[] times;

  /** @param channels from which times come; before each has told one there is no watermark */
  public ChannelTimes(int channels) {
    times = new long[channels];
    Arrays.fill(times, OpenWindows.NO_TIME);
  }

  /** A channel's time, which never goes back. */
  public void reached(int channel, long time) {
    times[channel] = Math.max(times[channel], time);
  }

  /** {@link OpenWindows#NO_TIME} if the channel has told none. */
  public long of(int channel) {
    return times[channel];
  }

  /** {@link OpenWindows#NO_TIME} while a channel has told none. */
  public long watermark() {
    long least = Long.MAX_VALUE;
    for (long time : times) {
      least = Math.min(least, time);
    }
    return least;
  }

  /** The compact form. */
  public byte[] toBytes() {
    var out = new BinaryWriter(8 * times.length);
    for (long time : times) {
      out.writeFixed64(time);
    }
    return out.toBytes();
  }

  /** Takes the times of a compact form, as far as it goes. */
  public void restore(byte[] bytes) {
    var in = new BinaryReader(bytes);
    for (int channel = 0; channel < times.length && !in.isAtEnd(); channel++) {
      reached(channel, in.readFixed64());
    }
  }

  @Override
  public String toString() {
    return "ChannelTimes" + Arrays.toString(times);
  }
}
