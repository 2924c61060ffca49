package io.millrace.ingress.log;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
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
  private volatile boolean up = true;
  private int failedProbes;

  BrokerWatch(Admin admin) {
    this.admin = admin;
  }

  boolean isUp() {
    return up;
  }

  /** A write failed; if the reason is one that passes, the broker counts as away until a probe says otherwise. */
  void writeFailed(Throwable reason) {
    if (reason instanceof RetriableException && up) {
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
    }
  }

  private void answered() {
    failedProbes = 0;
    if (!up) {
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
