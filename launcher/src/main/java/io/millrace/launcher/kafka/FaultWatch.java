package io.millrace.launcher.kafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between one broker and Kafka's habit to halt the JVM. Kafka does not say which broker is at fault, so all open
 * ones of this process hear of it. While the broker starts a fault is only kept: the start fails with it.
 */
final class FaultWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FaultWatch.class);
  private static final Set<FaultWatch> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Exit.setHaltProcedure(FaultWatch::fault);
    Exit.setExitProcedure(FaultWatch::fault);
  }

  private final FaultHandler handler;
  private boolean armed;
  private @Nullable String first;

  private FaultWatch(FaultHandler handler) {
    this.handler = handler;
  }

  static FaultWatch open(FaultHandler handler) {
    var watch = new FaultWatch(handler);
    OPEN.add(watch);
    return watch;
  }

  /** From now on faults go to the handler. Throws what has come before. */
  synchronized void arm() {
    if (first != null) {
      throw new StartupException("The embedded broker met a fatal fault while starting: " + first);
    }
    armed = true;
  }

  /** Whether a broker of this process runs, or starts. */
  static boolean anyOpen() {
    return !OPEN.isEmpty();
  }

  @Override
  public void close() {
    OPEN.remove(this);
  }

  private static void fault(int status, @Nullable String message) {
    var reason = message == null ? "exit status " + status : message;
    log.error("Fatal fault in the embedded broker: {}", reason, new Throwable("raised here"));
    OPEN.forEach(watch -> watch.hear(reason));
  }

  private void hear(String reason) {
    synchronized (this) {
      if (first != null) {
        return;
      }
      first = reason;
      if (!armed) {
        return;
      }
    }
    handler.fatal(reason);
  }
}
