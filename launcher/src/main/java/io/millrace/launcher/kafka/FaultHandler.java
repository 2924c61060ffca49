package io.millrace.launcher.kafka;

/** What happens when the broker inside this process meets a fault it cannot go on after. */
@FunctionalInterface
public interface FaultHandler {
  /** Ends the process at once with a code of its own: a supervisor restarts it, and the log holds all that was acked. */
  FaultHandler HALT = reason -> Runtime.getRuntime().halt(FaultHandler.EXIT_CODE);

  int EXIT_CODE = 70;

  /**
   * Called once, on one of Kafka's threads, after the fault has been logged.
   *
   * @param reason what Kafka said, or its exit status
   */
  void fatal(String reason);
}
