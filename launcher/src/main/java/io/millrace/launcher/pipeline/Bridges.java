package io.millrace.launcher.pipeline;

import io.millrace.connectors.prometheus.BridgeView;
import io.millrace.connectors.rabbitmq.reports.ReportsBridge;
import io.millrace.connectors.rabbitmq.reports.ReportsConfig;
import io.millrace.model.InferenceResult;
import io.millrace.port.ReplySink;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bridges to RabbitMQ that one process has. */
public final class Bridges implements AutoCloseable {
  private static final String REPORTS = "reports";

  private static final String CELERY = "celery";
  private static final String CLIENT = "celery-client";

  private final PipelineConfig config;
  private final Topics topics;
  private final BridgeConfig bridge;
  private final Map<String, String> places = new LinkedHashMap<>();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ModelCatalog catalog;
  private volatile @Nullable ReportsBridge reports;
  private final ModelPublisher publisher;
  private volatile @Nullable CeleryBridge celery;
  private volatile @Nullable CeleryBackends backends;

  Bridges(
      PipelineConfig config,
      Topics topics,
      ModelCatalog catalog,
      ModelPublisher publisher,
      BridgeConfig bridge) {
    this.publisher = publisher;
    this.catalog = catalog;
    this.config = config;
    this.topics = topics;
    this.bridge = bridge;
  }

  /** @param results hears of results that do not come from a stage */
  void start(ReplySink results) throws InterruptedException {
    if (!config.parts().contains(Part.BRIDGE) || bridge.rabbitmq().isEmpty()) {
      return;
    }
    var started =
        new ReportsBridge(ReportsConfig.of(config.bootstrap(), topics, bridge.rabbitmq()));
    opened.push(started);
    reports = started;
    started.start();
    places.put(
        "rabbitmq",
        String.join(", ", bridge.rabbitmq().stream().map(Object::toString).toList()));
    if (bridge.celery() != null) {
      startCelery(bridge.celery(), results);
    }
  }

  private void startCelery(CeleryConfig tasks, ReplySink results) throws InterruptedException {
    var worker = new CeleryBridge(config, topics, catalog, tasks);
    opened.push(worker);
    celery = worker;
    worker.start();
    places.put("celery", worker.toString());
    var called = new CeleryBackends(config, topics, catalog, publisher, tasks);
    opened.push(called);
    backends = called;
    called.start(results);
    if (!tasks.models().isEmpty()) {
      places.put("celery models", called.toString());
    }
  }

  /** A result of this process's own stage, ahead of the log. */
  void offer(InferenceResult result) {
    var worker = celery;
    if (worker != null) {
      worker.offer(result);
    }
  }

  /** Where bridges lead, without passwords. */
  public Map<String, String> places() {
    return Map.copyOf(places);
  }

  /** How each is doing, for people. */
  Map<String, Object> states() {
    var states = new LinkedHashMap<String, Object>();
    var one = reports;
    if (one != null) {
      states.put(REPORTS, one.state());
    }
    var worker = celery == null ? null : celery.state();
    if (worker != null) {
      states.put(CELERY, worker);
    }
    var client = backends == null ? null : backends.state();
    if (client != null) {
      states.put(CLIENT, client);
    }
    return states;
  }

  /** How each is doing, for meters. */
  List<BridgeView> views() {
    var views = new ArrayList<BridgeView>();
    var one = reports;
    if (one != null) {
      var state = one.state();
      views.add(new BridgeView(
          REPORTS,
          state.connected(),
          Map.of(
              "taken",
              state.taken(),
              "unreadable",
              state.unreadable(),
              "late",
              state.late(),
              "recognised",
              state.recognised())));
    }
    var worker = celery == null ? null : celery.state();
    if (worker != null) {
      views.add(new BridgeView(
          CELERY,
          worker.connected(),
          Map.of(
              "answered",
              worker.processed(),
              "duplicates",
              worker.duplicates(),
              "quarantined",
              worker.quarantined(),
              "returned",
              worker.sent().returned(),
              "unroutable",
              worker.sent().unroutable(),
              "refused",
              worker.sent().refused(),
              "late",
              worker.sent().late(),
              "repeated",
              worker.sent().repeated())));
    }
    var client = backends == null ? null : backends.state();
    if (client != null) {
      views.add(new BridgeView(
          CLIENT,
          client.connected(),
          Map.of(
              "answered",
              client.answered(),
              "failed",
              client.failed(),
              "revoked",
              client.revoked(),
              "unclaimed",
              client.unclaimed())));
    }
    return views;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      OpenParts.closeOne(opened.pop());
    }
  }

  @Override
  public String toString() {
    return "Bridges{%s}".formatted(places);
  }
}
