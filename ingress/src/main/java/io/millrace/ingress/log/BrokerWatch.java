package io.millrace.ingress.log;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the broker answers: a failed write or two failed probes say no, one good probe says yes again. While it
 * is away calls are refused at once, instead of each waiting for its own timeout.
 */
final class BrokerWatch {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
  private static final int PATIENCE_MS = 1500;

  private final Admin admin;
  private final BooleanSupplier writable;
  private volatile boolean up = true;
  private int failedProbes;

  /**
   * @param writable whether the producer knows its topic; without that the first writes after a return would fail
   */
  BrokerWatch(Admin admin, BooleanSupplier writable) {
    this.admin = admin;
    this.writable = writable;
  }

  boolean isUp() {
    return up;
  }

  /**
   * A write failed; if the reason is one that passes, the broker counts as away until a probe says otherwise. That there is
   * no room for one request more is no such reason: others may be smaller.
   */
  void writeFailed(Throwable reason) {
    if (reason instanceof RetriableException
        && !(reason instanceof BufferExhaustedException)
        && up) {
      up = false;
      LOG.warn("the broker does not take requests: {}", reason.toString());
    }
  }

  /** Asks the broker for a sign of life; to be called every second or so, by one thread that may wait. */
  void probe() {
    try {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MS))
          .clusterId()
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
      answered();
    } catch (ExecutionException | TimeoutException e) {
      silent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Or nobody would ever ask again.
      LOG.warn("the broker cannot be asked", e);
      silent();
    }
  }

  private void answered() {
    failedProbes = 0;
    if (!up && writable.getAsBoolean()) {
      up = true;
      LOG.info("the broker is back");
    }
  }

  private void silent() {
    failedProbes++;
    if (failedProbes >= 2 && up) {
      up = false;
      LOG.warn("the broker does not answer");
    }
  }
}
