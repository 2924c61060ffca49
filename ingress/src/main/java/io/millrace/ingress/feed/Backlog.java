package io.millrace.ingress.feed;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes wait for one reader: from when they are given to it until its connection has taken them. */
final class Backlog {
  /**
   * How many bytes may wait. It is the bound for results of more than some kilobytes each; of smaller ones {@link
   * ResultFeed#BUFFER} come first.
   */
  static final int MOST_BYTES = 8 << 20;

  private final AtomicLong waiting = new AtomicLong();

  /** Whether there is room for so many bytes more. Where nothing waits any event has room, however large. */
  boolean hasRoom(int bytes) {
    long before = waiting.get();
    return before == 0 || before + bytes <= MOST_BYTES;
  }

  /** The event waits from now on. */
  Outgoing add(byte[] bytes) {
    waiting.addAndGet(bytes.length);
    return new Outgoing(bytes, this);
  }

  /**
   * An event on its way to a reader.
   *
   * @param bytes not to be changed; others may be given the same
   */
  record Outgoing(byte[] bytes, Backlog backlog) {
    /** Its connection has it, so that it waits no more. To be called once. */
    void taken() {
      backlog.waiting.addAndGet(-bytes.length);
    }
  }

  @Override
  public String toString() {
    return "Backlog{%d bytes}".formatted(waiting.get());
  }
}
