package io.millrace.connectors.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.quality.QualityRule.On;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.Violation;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.ServiceCommand.Improve;
import io.millrace.model.placement.command.ServiceCommand.Improve.Action;
import io.millrace.topology.serde.contract.ContractSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityLoopTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final List<PlacementCommand> sent = new ArrayList<>();

  private static QualityRule rule(On on, Action action, int most) {
    return new QualityRule(
        "slow-" + action,
        new QualityRule.Match(on, "gold", null, null, null, null, Severity.WARNING),
        null,
        new QualityRule.Deed(new PoolName("default"), "web", action, "", 1),
        new QualityRule.Pace(
            Duration.ofSeconds(10), Duration.ofSeconds(30), most, Duration.ofMinutes(10)));
  }

  private QualityLoop loop(QualityRule... rules) {
    return new QualityLoop(
        List.of(rules),
        (pool, command) -> sent.add(command),
        allocation -> allocation.equals("web-1") ? "n1" : null);
  }

  private static Violation violation(String id, String kind, int second) {
    var json = """
        {"event_id": "%s", "event": "%s", "contract_id": "gold", "objective": "fast", "metric_name": "response_time",
         "pipeline_id": "shop", "stage": "web", "instance": "web-1", "timestamp": "%s", "opened_at": "%s",
         "threshold_operator": "<=", "threshold_value": 1, "window_start": "2025-12-31T23:59:00Z",
         "window_end": "2026-01-01T00:00:00Z", "severity": "critical", "worst_value": 2.0,
         "recommended_action": "scale"}""".formatted(id, kind, T0.plusSeconds(second), T0);
    return ContractSerdes.violation()
        .deserializer()
        .deserialize("violations", json.getBytes(StandardCharsets.UTF_8));
  }

  private int sentAt(QualityLoop loop, int second) {
    int before = sent.size();
    loop.look(T0.plusSeconds(second));
    return sent.size() - before;
  }

  @Test
  void whileAPromiseIsBroken_thereIsMore_withPatienceCooldownAndABound() {
    var loop = loop(rule(On.VIOLATED, Action.SCALE_OUT, 3));
    loop.seen(violation("e1", "opened", 0));
    assertThat(sentAt(loop, 9)).isZero();
    assertThat(sentAt(loop, 10)).isOne();
    assertThat(sentAt(loop, 39)).isZero();
    assertThat(sentAt(loop, 40)).isOne();
    assertThat(sentAt(loop, 70)).isOne();
    assertThat(sentAt(loop, 100)).as("three within ten minutes").isZero();
    assertThat(sentAt(loop, 611)).isOne();
    loop.seen(violation("e1", "recovered", 620));
    assertThat(sentAt(loop, 1300)).isZero();

    var improve = (Improve) sent.get(0);
    assertThat(improve.action()).isEqualTo(Action.SCALE_OUT);
    assertThat(improve.origin().cause()).isEqualTo("e1");
    assertThat(improve.origin().by()).isEqualTo("quality:slow-SCALE_OUT");
  }

  @Test
  void whenItIsKeptAgain_thereIsLessOnce() {
    var loop = loop(rule(On.RECOVERED, Action.SCALE_IN, 3));
    loop.seen(violation("e1", "opened", 0));
    loop.seen(violation("e2", "opened", 0));
    loop.seen(violation("e1", "recovered", 5));
    assertThat(sentAt(loop, 60)).as("another is broken still").isZero();
    loop.seen(violation("e2", "recovered", 61));
    assertThat(sentAt(loop, 70)).isOne();
    assertThat(sentAt(loop, 71)).isZero();
    assertThat(sentAt(loop, 101)).isOne();
    assertThat(sentAt(loop, 500)).isZero();
  }

  @Test
  void aQueueThatIsTooLong_isAPromiseBroken_untilItIsShort() {
    var usual = rule(On.VIOLATED, Action.SCALE_OUT, 9);
    var loop = loop(new QualityRule(
        "lag", usual.which(), new QualityRule.Lag("g", 100, 10), usual.what(), usual.pace()));
    assertThat(loop.groups()).containsExactly("g");
    loop.lag("g", 90, T0);
    assertThat(sentAt(loop, 60)).isZero();
    loop.lag("g", 101, T0.plusSeconds(60));
    assertThat(sentAt(loop, 69)).isZero();
    loop.lag("g", 50, T0.plusSeconds(70));
    assertThat(sentAt(loop, 70)).as("it is not short yet").isOne();
    assertThat(sent.get(0).origin().cause()).isEqualTo("lag of g: 101 records");
    loop.lag("g", 10, T0.plusSeconds(80));
    assertThat(sentAt(loop, 300)).isZero();
  }

  @Test
  void moveAway_leavesTheNodeOfTheInstance() {
    var loop = loop(rule(On.VIOLATED, Action.MOVE_AWAY, 3));
    loop.seen(violation("e1", "opened", 0));
    assertThat(sentAt(loop, 20)).isOne();
    assertThat(((Improve) sent.get(0)).target()).isEqualTo("n1");
  }

  @Test
  void oneThatStartsAnew_knowsWhatWasDone() {
    var rule = rule(On.VIOLATED, Action.SCALE_OUT, 1);
    var first = loop(rule);
    first.seen(violation("e1", "opened", 0));
    assertThat(sentAt(first, 10)).isOne();
    var second = loop(rule);
    second.seen(violation("e1", "opened", 0));
    second.logged(sent.get(0));
    assertThat(sentAt(second, 60)).isZero();
    assertThat(sentAt(second, 700)).isOne();
  }
}
