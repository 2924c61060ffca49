package io.millrace.scheduler.log;

import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.topology.serde.placement.CommandReader;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The commands of one pool that can be read, in their order. */
final class PoolCommands implements Iterator<PlacementCommand> {
  private final LogScan log;
  private final String pool;
  private @Nullable PlacementCommand next;

  PoolCommands(LogScan log, PoolName pool) {
    this.log = log;
    this.pool = pool.value();
  }

  @Override
  public boolean hasNext() {
    while (next == null && log.hasNext()) {
      next = read(LoggedCommand.of(log.next()));
    }
    return next != null;
  }

  private @Nullable PlacementCommand read(LoggedCommand record) {
    try {
      return pool.equals(record.pool())
          ? CommandReader.read(record.pool(), record.value(), record.origin())
          : null;
    } catch (IllegalArgumentException e) {
      // It was refused then.
      return null;
    }
  }

  @Override
  public PlacementCommand next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var one = next;
    next = null;
    return Objects.requireNonNull(one);
  }
}
