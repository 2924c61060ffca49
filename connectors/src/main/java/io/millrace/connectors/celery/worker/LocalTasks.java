package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.monitor.Events;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Outcome.PythonException;
import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.RejectRequest;
import io.millrace.connectors.celery.task.RetryRequest;
import io.millrace.connectors.celery.task.TaskOptions;
import io.millrace.connectors.celery.worker.OpenTask.Interruption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks in Java, some at a time, each within its limits. */
final class LocalTasks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalTasks.class);
  private static final double MOST_BACKOFF_SECONDS = 600;

  /** Limits that remote control has set, in seconds. */
  record Limits(@Nullable Double soft, @Nullable Double hard) {}

  private final Desk desk;
  private final Events events;
  private final InstantSource clock;
  private final String node;
  private final RateLimiter rates;
  private final Places places;
  private final Map<String, Limits> limits = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
      0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
        var thread = new Thread(task, "celery-task");
        thread.setDaemon(true);
        return thread;
      });
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "celery-limits");
        thread.setDaemon(true);
        return thread;
      });

  LocalTasks(
      Desk desk,
      Events events,
      InstantSource clock,
      String node,
      RateLimiter rates,
      int concurrency) {
    this.desk = desk;
    this.events = events;
    this.clock = clock;
    this.node = node;
    this.rates = rates;
    this.places = new Places(concurrency);
  }

  Places places() {
    return places;
  }

  void limit(String task, Limits own) {
    limits.put(task, own);
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  /** Runs the task once there is a place. */
  void submit(OpenTask task, CeleryTask code, RevokedTasks revoked) {
    var wait = rates.next(code.name());
    Runnable queue = () -> places.enter(() -> threads.execute(() -> run(task, code, revoked)));
    if (wait.isZero()) {
      queue.run();
    } else {
      timer.schedule(queue, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void run(OpenTask task, CeleryTask code, RevokedTasks revoked) {
    var left = new java.util.concurrent.atomic.AtomicBoolean();
    Runnable leave = () -> {
      if (left.compareAndSet(false, true)) {
        places.leave();
      }
    };
    try {
      if (revoked.contains(task.call())) {
        desk.end(task, Outcome.revoked("revoked"));
      } else if (task.call().timing().expiredAt(clock.instant())) {
        desk.end(task, Outcome.revoked("expired"));
      } else if (begin(task, code)) {
        desk.end(task, limited(task, code, leave));
      }
    } catch (InterruptedException e) {
      LOG.debug("{} is interrupted while the worker ends", task);
    } finally {
      leave.run();
    }
  }

  /** False if its message is somebody else's by now, or the log does not hold it. */
  private boolean begin(OpenTask task, CeleryTask code) throws InterruptedException {
    if (desk.dropUnlessAlive(task)) {
      return false;
    }
    task.entry(task.entry().running());
    var committed = new CompletableFuture<Void>();
    boolean held = desk.write(task, List.of(), false, () -> {
      if (!code.options().acksLate()) {
        task.acknowledge();
      }
      committed.complete(null);
    });
    if (!held) {
      return false;
    }
    try {
      committed.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    events.started(task.call());
    if (code.options().trackStarted()) {
      desk.conclusions().tell(task, Outcome.started(ProcessHandle.current().pid(), node));
    }
    return true;
  }

  private Outcome limited(OpenTask task, CeleryTask code, Runnable leave) {
    var alarms = alarms(task, code, leave);
    task.runsIn(Thread.currentThread());
    try {
      return outcome(task, code);
    } finally {
      task.runsIn(null);
      alarms.forEach(alarm -> alarm.cancel(false));
      // An interruption was meant for the task alone.
      Thread.interrupted();
    }
  }

  private Outcome outcome(OpenTask task, CeleryTask code) {
    try {
      var call = new LocalCall(task.call(), state -> {
        if (!task.hasEnded()) {
          desk.conclusions().tell(task, state);
        }
      });
      return Outcome.success(code.run(call));
    } catch (RetryRequest e) {
      return again(
          task, code.options(), e.getCause() instanceof Exception cause ? cause : e, e.after());
    } catch (RejectRequest e) {
      return Outcome.rejected(e.requeue() ? "requeue" : String.valueOf(e.getMessage()));
    } catch (Exception e) {
      // Whatever a task throws is its failure.
      return thrown(task, code.options(), e);
    } catch (Error e) {
      // So is this: whoever called it waits for a word.
      LOG.error("task {}", code.name(), e);
      return Answering.of(e);
    }
  }

  private Outcome thrown(OpenTask task, TaskOptions options, Exception e) {
    if (task.interruption() == Interruption.SOFT_LIMIT && e instanceof InterruptedException) {
      return Outcome.failure(
          new PythonException("billiard.exceptions", "SoftTimeLimitExceeded", List.of()),
          Answering.trace(e));
    }
    if (options.autoRetry().stream().anyMatch(type -> type.isInstance(e))) {
      double seconds = Math.min(
          MOST_BACKOFF_SECONDS,
          options.backoff().toMillis()
              / 1000.0
              * Math.pow(2, task.call().timing().retries()));
      return again(task, options, e, Duration.ofMillis((long) (seconds * 1000)));
    }
    return Answering.of(e);
  }

  private Outcome again(OpenTask task, TaskOptions options, Exception cause, Duration after) {
    return task.call().timing().retries() >= options.maxRetries()
        ? Answering.of(cause)
        : Outcome.retry(
            Answering.exception(cause), Answering.trace(cause), clock.instant().plus(after));
  }

  private List<Future<?>> alarms(OpenTask task, CeleryTask code, Runnable leave) {
    var own = limits.getOrDefault(code.name(), new Limits(null, null));
    var timing = task.call().timing();
    var alarms = new ArrayList<Future<?>>();
    var soft = first(timing.softLimit(), own.soft(), code.options().softLimit());
    if (soft != null) {
      alarms.add(after(soft, () -> task.interrupt(Interruption.SOFT_LIMIT)));
    }
    var hard = first(timing.hardLimit(), own.hard(), code.options().hardLimit());
    if (hard != null) {
      alarms.add(after(hard, () -> {
        stop(
            task,
            Interruption.HARD_LIMIT,
            Outcome.failure(
                new PythonException(
                    "billiard.exceptions", "TimeLimitExceeded", List.of(whole(hard))),
                null));
        // It may not end; its place is for others.
        leave.run();
      }));
    }
    return alarms;
  }

  private static Object whole(double seconds) {
    return seconds == Math.rint(seconds) ? (Object) (long) seconds : (Object) seconds;
  }

  private static @Nullable Double first(
      @Nullable Double call, @Nullable Double control, @Nullable Duration options) {
    if (call != null) {
      return call;
    }
    return control != null ? control : options == null ? null : options.toMillis() / 1000.0;
  }

  private Future<?> after(double seconds, Runnable alarm) {
    return timer.schedule(alarm, (long) (seconds * 1000), TimeUnit.MILLISECONDS);
  }

  /** Ends a task before its own end, and interrupts it. */
  void stop(OpenTask task, Interruption why, Outcome outcome) {
    try {
      desk.end(task, outcome);
      task.interrupt(why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs it at that time. */
  void at(Instant time, Runnable run) {
    long wait = Math.max(0, Duration.between(clock.instant(), time).toMillis());
    timer.schedule(run, wait, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
