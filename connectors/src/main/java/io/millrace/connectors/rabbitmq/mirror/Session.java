package io.millrace.connectors.rabbitmq.mirror;

/**
 * One stretch of mirroring, from connecting to the first trouble. What it throws ends it; the next session finds on both
 * sides how far this one came.
 *
 * <p>Used by the mirror's thread alone.
 */
interface Session extends AutoCloseable {
  /** Connects to both sides and finds its place. */
  void open() throws InterruptedException;

  /** Moves what is there; waits a little if nothing is. */
  void step() throws InterruptedException;

  /** Lets what is under way come to its end, as far as it does so soon. */
  void finish() throws InterruptedException;

  @Override
  void close();
}
