package io.millrace.connectors.celery.broker;

import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A message on its way, and how it has fared so far. */
final class Item {
  final Message message;
  final Consumer<Sent> done;
  final String id;

  /** How often it has reached no queue. */
  int returns;

  /** Whether the broker has returned it this time. */
  boolean returned;

  /** Whether the broker has closed a channel or a connection while it was under way: it is sent alone. */
  boolean doubtful;

  /** Whether the broker has kept silent about it for longer than it takes to close a channel. */
  boolean silent;

  /** Whether its end is known. */
  volatile boolean ended;

  /** How often nothing passed over the connection while it was under way. */
  int stalls;

  /** When it was handed to the connection of the moment, as of {@link System#nanoTime}; null while it waits for that. */
  volatile @Nullable Long published;

  /** When the broker refused it first, as of {@link System#nanoTime}. */
  @Nullable
  Long refused;

  /** Whether the broker has refused or returned it before. */
  volatile boolean unwanted;

  Item(Message message, Consumer<Sent> done, String id) {
    this.message = message;
    this.done = done;
    this.id = id;
  }

  /** Whether it was handed to the connection of the moment so many nanoseconds ago. */
  boolean isOlderThan(long nanos, long now) {
    var since = published;
    return since != null && now - since > nanos;
  }

  @Override
  public String toString() {
    return "Item{%s, %s}".formatted(id, message);
  }
}
