package io.millrace.scheduler.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.port.PlacementHistory.Verified;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.topology.serde.placement.PlacementJson;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log as it is compared with what was decided, decision by decision. */
final class Verification {
  private static final int LONGEST = 400;

  private final LogScan requests;
  private final LogScan recorded;
  private long commands;
  private long decisions;
  private long pending;

  Verification(LogScan requests, LogScan recorded) {
    this.requests = requests;
    this.recorded = recorded;
  }

  Verified run() {
    var log = new CommandLog(new MemoryPools());
    while (requests.hasNext()) {
      var record = requests.next();
      if (!recorded.hasNext()) {
        pending++;
        continue;
      }
      commands++;
      for (var decision : log.fold(LoggedCommand.of(record)).decisions()) {
        var now = PlacementJson.bytes(decision);
        var then = recorded.hasNext() ? recorded.next().value() : null;
        decisions++;
        if (!Arrays.equals(now, then)) {
          return new Verified(commands, decisions, pending, difference(record.offset(), now, then));
        }
      }
    }
    return new Verified(commands, decisions, pending, extra());
  }

  private @Nullable String extra() {
    return recorded.hasNext()
        ? "decision %d was decided then, and is not now: %s"
            .formatted(decisions, shown(recorded.next().value()))
        : null;
  }

  private static String difference(long offset, byte[] now, byte @Nullable [] then) {
    return "command at offset %d: decided then: %s; now: %s"
        .formatted(offset, then == null ? "nothing" : shown(then), shown(now));
  }

  private static String shown(byte[] json) {
    var text = new String(json, UTF_8);
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  /** Pools that are kept nowhere. */
  private static final class MemoryPools implements CommandLog.Pools {
    private final Map<String, Scheduler> pools = new HashMap<>();

    @Override
    public Scheduler of(String pool) {
      return pools.computeIfAbsent(pool, name -> Scheduler.empty());
    }

    @Override
    public void restore(String pool) {
      throw new IllegalStateException(
          "pool %s: a command could not be folded, the log cannot be decided again"
              .formatted(pool));
    }
  }
}
