package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeSet;

/** The deliveries of one channel that are still to be acknowledged; many at once where they follow each other. */
public final class Acknowledgements {
  private final Channel channel;
  private final TreeSet<Long> outstanding = new TreeSet<>();

  public Acknowledgements(Channel channel) {
    this.channel = channel;
  }

  /** A message has come. */
  public synchronized void delivered(long tag) {
    outstanding.add(tag);
  }

  /** How many are outstanding. */
  public synchronized int outstanding() {
    return outstanding.size();
  }

  /** These are dealt with: the broker may forget them. On a broken channel nothing happens: they come again. */
  public synchronized void acknowledge(Collection<Long> tags) {
    outstanding.removeAll(tags);
    long before = outstanding.isEmpty() ? Long.MAX_VALUE : outstanding.first();
    var range = new TreeSet<>(tags);
    var first = range.headSet(before);
    try {
      if (!first.isEmpty()) {
        channel.basicAck(first.last(), true);
      }
      for (long tag : range.tailSet(before)) {
        channel.basicAck(tag, false);
      }
    } catch (IOException | AlreadyClosedException e) {
      // The broker delivers them again, and they are then known.
    }
  }

  /** The message is refused: the broker drops it, or passes it to the queue's dead-letter exchange. */
  public synchronized void reject(long tag, boolean requeue) {
    outstanding.remove(tag);
    try {
      channel.basicReject(tag, requeue);
    } catch (IOException | AlreadyClosedException e) {
      // As above.
    }
  }
}
