package io.millrace.connectors.celery.worker;

import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.connectors.celery.broker.QueueSpec;
import java.util.List;

/**
 * How a worker works.
 *
 * @param brokers tried in turn
 * @param queues that it consumes; the first is that of calls which name none
 * @param backend where results go: to the clients' own queues with "rpc", to a Redis at its address, or nowhere
 * @param node by which others know it, as {@code name@host}
 * @param concurrency how many tasks in Java run at a time
 * @param prefetch how many messages the broker hands over before they are on the log
 * @param events whether monitors hear of each task from the start
 */
public record WorkerConfig(
    List<BrokerAddress> brokers,
    List<QueueSpec> queues,
    String backend,
    String node,
    int concurrency,
    int prefetch,
    boolean events) {
  /** The queue of a Celery program that says nothing of queues. */
  public static final String DEFAULT_QUEUE = "celery";

  /** How many messages are handed over where nothing is said. */
  public static final int DEFAULT_PREFETCH = 1000;

  private static final int MOST_PREFETCH = 1000;

  public WorkerConfig {
    brokers = List.copyOf(brokers);
    queues = List.copyOf(queues);
    if (brokers.isEmpty() || queues.isEmpty()) {
      throw new IllegalArgumentException("a worker needs a broker and a queue");
    }
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: %d is below 1".formatted(concurrency));
    }
    if (prefetch < 1 || prefetch > MOST_PREFETCH) {
      throw new IllegalArgumentException(
          "prefetch: %d is not from 1 to %d".formatted(prefetch, MOST_PREFETCH));
    }
    boolean known = backend.equals("rpc") || backend.equals("none") || backend.startsWith("redis");
    if (!known) {
      throw new IllegalArgumentException(
          "result backend \"%s\" is none of rpc, redis://… and none".formatted(backend));
    }
  }

  /** The queue of calls that name none. */
  public String defaultQueue() {
    return queues.get(0).name();
  }
}
