package io.millrace.connectors.deployer;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node's rounds one after the other, each when it is due or something calls for it. */
final class NodeWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWorker.class);

  private final ScheduledExecutorService threads;
  private final NodeReconciler node;
  private final Duration resync;
  private @Nullable NodeWish wish;
  private @Nullable ScheduledFuture<?> planned;
  private boolean running;
  private boolean again;
  private boolean closed;

  NodeWorker(
      ScheduledExecutorService threads,
      Function<Runnable, NodeReconciler> node,
      DeployConfig config) {
    this.threads = threads;
    this.node = node.apply(this::wake);
    resync = config.resync();
  }

  synchronized void want(NodeWish newest) {
    wish = newest;
    wake();
  }

  synchronized void wake() {
    if (running) {
      again = true;
    } else {
      plan(Duration.ZERO);
    }
  }

  private void plan(Duration delay) {
    if (closed) {
      return;
    }
    if (planned != null) {
      planned.cancel(false);
    }
    try {
      planned = threads.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The loop is being closed.
      closed = true;
    }
  }

  private void run() {
    var now = begin();
    if (now == null) {
      return;
    }
    var next = resync;
    try {
      next = node.round(now);
    } catch (RuntimeException e) {
      // Above all, reports could not be written. The next round sees the node as it is then, and
      // reports again.
      warn(now, e);
    } finally {
      end(next);
    }
  }

  // What is interrupted because all is being closed is nothing to warn of.
  private synchronized void warn(NodeWish now, RuntimeException e) {
    if (!closed) {
      LOG.warn("Node {}: a round failed and will be repeated", now.node(), e);
    }
  }

  private synchronized @Nullable NodeWish begin() {
    if (closed || running) {
      return null;
    }
    running = true;
    again = false;
    return wish;
  }

  private synchronized void end(Duration next) {
    running = false;
    if (closed) {
      node.close();
    } else {
      plan(again ? Duration.ZERO : next);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (planned != null) {
      planned.cancel(false);
    }
    if (!running) {
      node.close();
    }
  }
}
