package io.millrace.metrics.window;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.Arrays;

/** A series and one way of cutting it into windows. */
public record SeriesWindow(Series series, WindowSpec spec) implements Comparable<SeriesWindow> {

  /** By series, then by specification: an order that depends on nothing else. */
  @Override
  public int compareTo(SeriesWindow other) {
    int bySeries = series.compareTo(other.series);
    return bySeries != 0 || spec.equals(other.spec)
        ? bySeries
        : Arrays.compare(bytes(spec), bytes(other.spec));
  }

  private static byte[] bytes(WindowSpec spec) {
    var out = new BinaryWriter(32);
    spec.write(out);
    return out.toBytes();
  }

  /** Writes a form of which none is the beginning of another. */
  public void write(BinaryWriter out) {
    out.writeText(series.application())
        .writeText(series.stage())
        .writeText(series.instance())
        .writeText(series.metric());
    spec.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static SeriesWindow read(BinaryReader in) {
    var series = new Series(in.readText(), in.readText(), in.readText(), in.readText());
    return new SeriesWindow(series, WindowSpec.read(in));
  }
}
