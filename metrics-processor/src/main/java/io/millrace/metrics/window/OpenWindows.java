package io.millrace.metrics.window;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of one series. Time comes from outside: the watermark is the time that the log has reached. Whoever
 * holds the windows closes them at each {@link #due} that the watermark reaches, in order, so that each window gives its
 * result once; a value whose window has closed before it came is late, and counted in the oldest window then open.
 *
 * <p>Windows consist of panes under ids, which can be stored one by one.
 */
public interface OpenWindows {
  /** A watermark before any time. */
  long NO_TIME = Long.MIN_VALUE;

  /** What is due at the latest watermark does not come. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Adds a value.
   *
   * @param reached the time before which the value would be late; nothing has been closed that is not due by then
   */
  void add(Arrival arrival, long reached);

  /**
   * The least watermark at which there is something to close.
   *
   * @param watermark up to which all that was due has been closed
   */
  long due(long watermark);

  /** Closes what is due at this very watermark, mostly one window. */
  List<ClosedWindow> close(long due);

  /** Whether nothing is held any more. */
  boolean isEmpty();

  /** Takes the changes since they were saved last. */
  void saveChanges(Saver saver);

  /** Takes a pane that was saved; before anything else is called. */
  void restore(long pane, byte[] bytes);

  /** Stores panes. */
  @FunctionalInterface
  interface Saver {
    /** @param bytes what the pane now is; null if it is gone */
    void save(long pane, byte @Nullable [] bytes);
  }
}
