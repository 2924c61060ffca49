package io.millrace.scheduler.replay;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.scheduler.fold.Scheduler;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides a log again and compares every decision, byte for byte, with what was decided then. */
public final class Replay {
  private final Scheduler scheduler;
  private final Function<Decision, byte[]> bytes;
  private final Iterator<byte[]> recorded;
  private long commands;
  private long decisions;

  /**
   * @param from the state before the first command
   * @param bytes writes a decision as it was recorded
   * @param recorded what was decided then, in its order
   */
  public Replay(PoolSnapshot from, Function<Decision, byte[]> bytes, Iterator<byte[]> recorded) {
    this.scheduler = Scheduler.of(from);
    this.bytes = bytes;
    this.recorded = recorded;
  }

  /** @param then what was recorded; null: nothing more */
  public record Difference(long command, Decision now, byte @Nullable [] then) {}

  /** Folds one command; null where all its decisions are those recorded. */
  @Nullable
  public Difference fold(PlacementCommand command) {
    commands++;
    List<Decision> again = scheduler.fold(command);
    for (var decision : again) {
      decisions++;
      var then = recorded.hasNext() ? recorded.next() : null;
      if (then == null || !Arrays.equals(bytes.apply(decision), then)) {
        return new Difference(commands, decision, then);
      }
    }
    return null;
  }

  /** How many decisions were compared. */
  public long decisions() {
    return decisions;
  }
}
