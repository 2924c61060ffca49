package io.millrace.metrics.contract.episode;

import io.millrace.metrics.contract.episode.EpisodeState.Breach;
import io.millrace.metrics.contract.episode.EpisodeState.Open;
import io.millrace.metrics.contract.episode.EpisodeState.Opening;
import io.millrace.model.contract.Condition;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An episode's state as bytes: the same state gives the same bytes. */
public final class EpisodeBytes {
  private EpisodeBytes() {}

  private interface Write<T> {
    void to(T value, DataOutput out) throws IOException;
  }

  public static void write(EpisodeState state, DataOutput out) throws IOException {
    writeMaybe(state.last(), EpisodeBytes::write, out);
    write(state.lastAt(), out);
    writeMaybe(state.pending(), EpisodeBytes::write, out);
    writeMaybe(state.open(), EpisodeBytes::write, out);
    writeMaybe(state.metSince(), EpisodeBytes::write, out);
    writeMaybe(state.opening(), EpisodeBytes::write, out);
  }

  private static <T> void writeMaybe(@Nullable T value, Write<T> write, DataOutput out)
      throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      write.to(value, out);
    }
  }

  private static void write(Open open, DataOutput out) throws IOException {
    out.writeUTF(open.id());
    write(open.at(), out);
    write(open.breach(), out);
  }

  private static void write(Opening opening, DataOutput out) throws IOException {
    write(opening.windowStart(), out);
    out.writeInt(opening.episodes());
  }

  public static EpisodeState read(DataInput in) throws IOException {
    var last = in.readBoolean() ? choice(Verdict.Status.values(), in) : null;
    var lastAt = instant(in);
    var pending = in.readBoolean() ? breach(in) : null;
    var open = in.readBoolean() ? new Open(in.readUTF(), instant(in), breach(in)) : null;
    var metSince = in.readBoolean() ? instant(in) : null;
    var opening = in.readBoolean() ? new Opening(instant(in), in.readInt()) : null;
    return new EpisodeState(last, lastAt, pending, open, metSince, opening);
  }

  private static void write(Breach breach, DataOutput out) throws IOException {
    write(breach.since(), out);
    write(breach.windowStart(), out);
    write(breach.evidence(), out);
    write(breach.severity(), out);
    out.writeDouble(breach.worst());
    out.writeDouble(breach.missedBy());
  }

  private static Breach breach(DataInput in) throws IOException {
    return new Breach(
        instant(in),
        instant(in),
        evidence(in),
        choice(Severity.values(), in),
        in.readDouble(),
        in.readDouble());
  }

  private static void write(Evidence evidence, DataOutput out) throws IOException {
    write(evidence.condition(), out);
    write(evidence.window().start(), out);
    write(evidence.window().end(), out);
    writeMaybe(evidence.value(), (value, to) -> to.writeDouble(value), out);
    out.writeLong(evidence.samples());
    write(evidence.precision(), out);
    out.writeBoolean(evidence.provisional());
  }

  private static Evidence evidence(DataInput in) throws IOException {
    return new Evidence(
        condition(in),
        new TimeRange(instant(in), instant(in)),
        in.readBoolean() ? (Double) in.readDouble() : null,
        in.readLong(),
        choice(Precision.values(), in),
        in.readBoolean());
  }

  private static void write(Condition condition, DataOutput out) throws IOException {
    out.writeBoolean(condition instanceof Comparison);
    if (condition instanceof Comparison comparison) {
      write(comparison.operator(), out);
      out.writeDouble(comparison.bound());
    } else {
      var range = (Condition.Range) condition;
      out.writeDouble(range.lowest());
      out.writeDouble(range.highest());
    }
  }

  private static Condition condition(DataInput in) throws IOException {
    return in.readBoolean()
        ? new Comparison(choice(Condition.Operator.values(), in), in.readDouble())
        : new Condition.Range(in.readDouble(), in.readDouble());
  }

  private static void write(Instant instant, DataOutput out) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant instant(DataInput in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  // By name: a later version may add choices anywhere.
  private static void write(Enum<?> choice, DataOutput out) throws IOException {
    out.writeUTF(choice.name());
  }

  private static <E extends Enum<E>> E choice(E[] choices, DataInput in) throws IOException {
    var name = in.readUTF();
    for (var choice : choices) {
      if (choice.name().equals(name)) {
        return choice;
      }
    }
    throw new IOException("\"%s\" is none of %s".formatted(name, List.of(choices)));
  }
}
