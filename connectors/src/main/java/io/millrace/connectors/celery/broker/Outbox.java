package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.Channel;
import io.millrace.connectors.celery.broker.Message.Address;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent, and what is sent and not confirmed. Nobody who puts something in waits for the broker: one thread
 * takes it out and writes it.
 */
final class Outbox {
  private static final int MOST_LOOSE = 2000;

  private final ArrayDeque<Item> waiting = new ArrayDeque<>();
  private final ArrayDeque<Message> loose = new ArrayDeque<>();
  private final TreeMap<Long, Item> unconfirmed = new TreeMap<>();
  private @Nullable Item alone;
  private @Nullable Channel channel;
  private boolean writable;
  private @Nullable Channel looseChannel;
  private long lastTag;
  private boolean writing;

  /** What is written next: an item over the channel with confirms, or a message over the other one. */
  record Next(Channel channel, @Nullable Item item, Message message) {}

  synchronized void put(Item item) {
    waiting.add(item);
    notifyAll();
  }

  /** A message that need not arrive; dropped where too many wait. */
  synchronized void putLoose(Message message) {
    if (loose.size() < MOST_LOOSE) {
      loose.add(message);
      notifyAll();
    }
  }

  /** Waits for the next to write; it counts as sent from then on. */
  synchronized Next take() throws InterruptedException {
    while (true) {
      writing = true;
      if (looseChannel != null && !loose.isEmpty()) {
        return new Next(looseChannel, null, loose.remove());
      }
      var item = waiting.peek();
      if (channel != null && writable && item != null && mayGo(item)) {
        waiting.remove();
        alone = item.doubtful ? item : null;
        item.returned = false;
        item.published = System.nanoTime();
        item.silent = false;
        unconfirmed.put(++lastTag, item);
        return new Next(channel, item, item.message);
      }
      writing = false;
      notifyAll();
      wait();
    }
  }

  // Where the broker closes a channel, it does not say for which message: the next time each is
  // sent alone that may be it. A queue that the broker cannot serve closes none, and is not waited
  // for.
  private boolean mayGo(Item item) {
    return item.doubtful
        ? unconfirmed.values().stream().allMatch(other -> other.silent)
        : alone == null;
  }

  /** What is unconfirmed for so many nanoseconds holds nothing else up: it would have closed the channel by now. */
  synchronized void passOver(long nanos) {
    long now = System.nanoTime();
    for (var item : unconfirmed.values()) {
      if (item.isOlderThan(nanos, now)) {
        item.silent = true;
        item.doubtful = false;
      }
    }
    if (alone != null && alone.silent) {
      alone = null;
    }
    notifyAll();
  }

  /** The broker read nothing for a while: what is unconfirmed counts as sent now. */
  synchronized void touch() {
    long now = System.nanoTime();
    unconfirmed.values().forEach(item -> item.published = now);
  }

  /** Whether this is the channel of the moment. */
  synchronized boolean uses(Channel one) {
    return channel == one;
  }

  /** The channel with confirms is this one, or none. Its first message has the tag 1. */
  synchronized void use(@Nullable Channel confirmed) {
    channel = confirmed;
    writable = confirmed != null;
    lastTag = 0;
    notifyAll();
  }

  /** No more is written over this channel. */
  synchronized void drop(Channel gone) {
    if (channel == gone) {
      writable = false;
    }
  }

  synchronized void useLoose(@Nullable Channel other) {
    looseChannel = other;
    loose.clear();
    notifyAll();
  }

  /**
   * What was sent waits again, those of a destination in their order, and last those of the destination that has waited
   * longest for its confirmation: if it is what holds the others up, they come first the next time.
   *
   * @return how many
   */
  synchronized int sendAgain() {
    channel = null;
    alone = null;
    var groups = new LinkedHashMap<Address, List<Item>>();
    for (var item : unconfirmed.values()) {
      item.published = null;
      item.silent = false;
      groups.computeIfAbsent(item.message.to(), to -> new ArrayList<>()).add(item);
    }
    var order = new ArrayList<>(groups.values());
    for (int i = order.size() - 1; i >= 0; i--) {
      waiting.addAll(order.get(i));
    }
    int count = unconfirmed.size();
    unconfirmed.clear();
    return count;
  }

  /** The broker has told of these; what it told of a channel that is gone finds none. */
  synchronized List<Item> settled(Channel by, long tag, boolean multiple) {
    if (by != channel) {
      return List.of();
    }
    var head = multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
    var all = new ArrayList<>(head.values());
    head.clear();
    removed(all);
    return all;
  }

  private void removed(List<Item> items) {
    if (alone != null && items.contains(alone)) {
      alone = null;
      notifyAll();
    } else if (unconfirmed.isEmpty()) {
      notifyAll();
    }
  }

  /** What is sent and not confirmed. */
  synchronized List<Item> unconfirmed() {
    return new ArrayList<>(unconfirmed.values());
  }

  /** Takes out what is sent, not confirmed, and meets this. */
  synchronized List<Item> remove(Predicate<Item> which) {
    var all = new ArrayList<Item>();
    unconfirmed.values().removeIf(item -> which.test(item) && all.add(item));
    removed(all);
    return all;
  }

  /** Takes it out wherever it is. */
  synchronized void withdraw(Item item) {
    if (!waiting.remove(item)) {
      remove(other -> other == item);
    }
  }

  /** Waits until all is written that can be; whether it is by then. */
  synchronized boolean awaitWritten(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (writing || !waiting.isEmpty() || !loose.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized int size() {
    return waiting.size() + unconfirmed.size();
  }

  @Override
  public synchronized String toString() {
    return "Outbox{%d wait, %d unconfirmed}".formatted(waiting.size(), unconfirmed.size());
  }
}
