package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The committed results on the windows topic. */
final class WindowLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topics topics;
  private final CommittedLog log;
  private int decoded;
  private final List<WindowResult> results = new ArrayList<>();

  WindowLog(Topics topics, String bootstrap) {
    this.topics = topics;
    this.log = new CommittedLog(bootstrap, topics.windows());
  }

  /** All there are. */
  List<WindowResult> read() {
    log.read();
    var records = log.records();
    for (; decoded < records.size(); decoded++) {
      results.add(topics
          .windows()
          .values()
          .deserializer()
          .deserialize("windows", records.get(decoded).value()));
    }
    return results;
  }

  /** Waits for as many results as there must be, and holds them against the truth: each once, none late. */
  void awaitExactly(ReportFlood flood) {
    var expected = new HashMap<>(flood.truth);
    expected.putAll(flood.rolledUp());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> read().size() >= expected.size() && log.isAtEnd());
    assertThat(results).allMatch(result -> result.late() == 0, "none is late");
    assertThat(counts().values()).as("results of each window").containsOnly(1L);
    assertThat(summaries()).isEqualTo(expected);
  }

  private Map<String, Long> counts() {
    return results.stream()
        .collect(Collectors.groupingBy(ReportFlood::window, Collectors.counting()));
  }

  private Map<String, Summary> summaries() {
    return results.stream().collect(Collectors.toMap(ReportFlood::window, WindowResult::values));
  }

  @Override
  public void close() {
    log.close();
  }
}
