package io.millrace.connectors.rabbitmq.reports;

import com.rabbitmq.client.Connection;
import io.millrace.connectors.amqp.AmqpLink;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.topology.registry.CompactedView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what QoA4ML's clients report over AMQP: of each registered application, as soon as it is registered and until
 * it is deleted. A message is acknowledged once the log has it.
 *
 * <p>When the connection breaks, the broker sends again what was under way; this process knows it and writes it once.
 * When this process is killed, so much may be on the log twice, marked in the header {@code redelivered}.
 */
public final class ReportsBridge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportsBridge.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final ReportsConfig config;
  private final ReportLog log;
  private final Intakes intakes;
  private final CompactedView<RegistryEntry<Application>> applications;
  private final AmqpLink link;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "reports-bridge");
        thread.setDaemon(true);
        return thread;
      });

  /** @throws IllegalArgumentException if an address's certificates cannot be read */
  public ReportsBridge(ReportsConfig config) {
    this.config = config;
    this.log = new ReportLog(config, InstantSource.system());
    this.intakes = new Intakes(config, log);
    this.applications = new CompactedView<>(config.topics().applications(), config.bootstrap());
    this.link = new AmqpLink("millrace-reports", config.brokers(), new Session());
  }

  private final class Session implements AmqpLink.Session {
    @Override
    public void opened(Connection connection) {
      // All that the last connection brought must be known before it comes again.
      log.flush();
      intakes.connected(connection);
      follow();
    }

    @Override
    public void lost() {
      intakes.lost();
    }
  }

  /** Starts to connect; returns at once. */
  public ReportsBridge start() {
    applications.start();
    applications.onChange(entry -> keeper.execute(this::follow));
    link.start();
    long pause = config.look().toMillis();
    keeper.scheduleWithFixedDelay(this::follow, pause, pause, TimeUnit.MILLISECONDS);
    return this;
  }

  private void follow() {
    try {
      // Before all is known, those that are not known yet would be taken for deleted.
      if (applications.catchUp(CATCH_UP)) {
        intakes.follow(names());
      }
    } catch (RuntimeException e) {
      // The next look may find it mended.
      LOG.warn("reports over AMQP: {}", e.toString());
    }
  }

  private Set<String> names() {
    return applications.values().stream()
        .filter(entry -> entry.value() != null)
        .map(RegistryEntry::key)
        .collect(Collectors.toSet());
  }

  /** How it is doing. */
  public ReportsState state() {
    var connection = link.state();
    var counts = intakes.counts();
    return new ReportsState(
        connection.connected(),
        connection.trouble(),
        intakes.applications(),
        intakes.refusals(),
        counts.taken.sum(),
        log.unreadable.sum(),
        counts.late.sum(),
        counts.recognised.sum(),
        connection.reconnects());
  }

  @Override
  public void close() {
    keeper.shutdownNow();
    link.close();
    applications.close();
    log.close();
    try {
      keeper.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "ReportsBridge{%s, %s}".formatted(config.brokers(), state());
  }
}
