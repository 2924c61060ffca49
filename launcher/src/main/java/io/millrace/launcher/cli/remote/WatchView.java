package io.millrace.launcher.cli.remote;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/** How windows are shown that come one by one. */
interface WatchView {
  void show(JsonNode window);

  /** Something that is no window, for people. */
  void note(String text);

  /** Called now and then. */
  void draw();

  void end();

  /** A line each. */
  record Lines(PrintWriter out, boolean json) implements WatchView {
    @Override
    public void show(JsonNode window) {
      out.println(json ? window.toString() : WatchTable.line(window));
      out.flush();
    }

    @Override
    public void note(String text) {
      if (!json) {
        out.println("# " + text);
        out.flush();
      }
    }

    @Override
    public void draw() {}

    @Override
    public void end() {}
  }

  /** A table that is drawn over. */
  final class Screen implements WatchView {
    private static final String HOME_AND_CLEAR = "\u001B[H\u001B[J";
    private static final long REDRAW = TimeUnit.MILLISECONDS.toNanos(200);

    private final PrintWriter out;
    private final WatchTable table;
    private final LongSupplier nanos;
    private String note = "";
    private boolean changed = true;
    private long drawnAt;

    Screen(PrintWriter out, WatchTable table, LongSupplier nanos) {
      this.out = out;
      this.table = table;
      this.nanos = nanos;
      this.drawnAt = nanos.getAsLong() - REDRAW;
    }

    @Override
    public void show(JsonNode window) {
      table.put(window);
      note = "";
      changed = true;
    }

    @Override
    public void note(String text) {
      note = text;
      changed = true;
    }

    @Override
    public void draw() {
      if (changed && nanos.getAsLong() - drawnAt >= REDRAW) {
        end();
      }
    }

    @Override
    public void end() {
      out.print(HOME_AND_CLEAR);
      out.println(table);
      if (!note.isEmpty()) {
        out.println(note);
      }
      out.flush();
      changed = false;
      drawnAt = nanos.getAsLong();
    }
  }
}
