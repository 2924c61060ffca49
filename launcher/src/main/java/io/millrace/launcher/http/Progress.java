package io.millrace.launcher.http;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How far a long work is: a bar that is drawn over on a terminal, else a line now and then. Any thread may tell. */
public final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long UNKNOWN = -1;
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration LINE = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final String unit;
  private final long total;
  private long done;
  private long shownAt;
  private boolean drawn;

  /** @param unit what is counted, such as rows */
  public Progress(PrintWriter out, String unit, long total) {
    this(out, Terminal.showsErrors(), System::nanoTime, unit, total);
  }

  /** Of a work whose end is not known. */
  public Progress(PrintWriter out, String unit) {
    this(out, unit, UNKNOWN);
  }

  Progress(PrintWriter out, boolean terminal, LongSupplier nanos, String unit, long total) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
    this.unit = unit;
    this.total = total;
    this.shownAt = nanos.getAsLong();
  }

  public synchronized void add(long more) {
    done += more;
    long now = nanos.getAsLong();
    if (now - shownAt >= (terminal ? REDRAW : LINE).toNanos()) {
      shownAt = now;
      show();
    }
  }

  private void show() {
    drawn = terminal;
    if (total == UNKNOWN) {
      out.print((terminal ? "\r%d %s" : "%d %s%n").formatted(done, unit));
      out.flush();
      return;
    }
    int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
    if (terminal) {
      out.print("\r[%s%s] %d of %d %s"
          .formatted("#".repeat(filled), " ".repeat(WIDTH - filled), done, total, unit));
    } else {
      out.println("%d of %d %s".formatted(done, total, unit));
    }
    out.flush();
  }

  /** Takes the bar away. */
  @Override
  public synchronized void close() {
    if (drawn) {
      out.print("\r\u001B[K");
      out.flush();
    }
  }
}
