package io.millrace.topology.serde.placement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Constraints.LabelRule;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.Taint;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Improve.Action;
import io.millrace.model.placement.command.ServiceCommand.Report.Event;
import io.millrace.model.placement.policy.Policy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandReaderTest {
  private static final Origin RECORD = new Origin("record-0-7", 5000, "log", "");

  private static PlacementCommand read(String json) {
    return CommandReader.read("default", json.getBytes(UTF_8), RECORD);
  }

  @Test
  void whatIsWritten_isReadAgain() {
    var origin = new Origin("c1", 123_000, "cli", "v-1");
    var service = new ServiceSpec(
            "web",
            3,
            new Demand(
                new Resources(500, 64, 128, List.of(100L, 50L)),
                List.of(new Demand.Accelerator("gpu", 500))))
        .withConstraints(Constraints.NONE
            .withRequired(new LabelRule("zone", LabelRule.Operator.IN, List.of("a")))
            .withSpread(new Constraints.Spread("zone", 1))
            .withTolerations(new Taint.Toleration("dirty", "*")))
        .withContainer(new Container(
            "busybox",
            List.of("sleep", "9"),
            List.of(new Container.Port(80, 0)),
            Map.of("A", "b"),
            new Container.Health(List.of("true"), 1000, 3)));
    var node = new NodeSpec(
            "n1", new Resources(4000, 8192, 8192, List.of(1000L)), List.of(new Device("0", "gpu")))
        .withLabels(Map.of("zone", "a"))
        .withTaints(List.of(new Taint("dirty", "", true)));
    for (var command : List.<PlacementCommand>of(
        new ServiceCommand.Add(origin, service),
        new ServiceCommand.Update(origin, service),
        new ServiceCommand.Scale(origin, "web", 2),
        new ServiceCommand.Remove(origin, "web"),
        new ServiceCommand.Improve(origin, "web", Action.MOVE_AWAY, "n1", 0),
        new ServiceCommand.Slowdown(origin, "web", "n1", 250),
        new ServiceCommand.Report(origin, "web", "web#1", 7, Event.DIED, "exit code 1"),
        new NodeCommand.Add(origin, node),
        new NodeCommand.Update(origin, node),
        new NodeCommand.Change(origin, "n1", NodeState.DRAINING),
        new NodeCommand.Return(origin, "n1"),
        new NodeCommand.Remove(origin, "n1"),
        new PoolCommand.SetPolicy(origin, Policy.DEFAULT),
        new PoolCommand.SetActive(origin, false),
        new PoolCommand.Rebalance(origin, 4),
        new PoolCommand.Retry(origin))) {
      assertThat(CommandReader.read("default", PlacementJson.bytes(command), RECORD))
          .isEqualTo(command);
    }
  }

  @Test
  void whatIsLeftOut_hasItsUsualValue() {
    assertThat(read("{\"type\":\"add-service\",\"spec\":{\"id\":\"web\"}}"))
        .isEqualTo(
            new ServiceCommand.Add(RECORD, new ServiceSpec("web", 1, new Demand(Resources.NONE))));
    assertThat(read("""
        {"type": "add-node", "origin": {"id": "mine"},
         "spec": {"id": "n1", "capacity": {"millicpu": 1000}, "devices": [{"id": "0", "kind": "gpu"}]}}
        """))
        .isEqualTo(new NodeCommand.Add(
            new Origin("mine", 5000, "log", ""),
            new NodeSpec("n1", new Resources(1000, 0, 0), List.of(new Device("0", "gpu")))));
    assertThat(read("{\"type\":\"change-node\",\"node\":\"n1\",\"to\":\"cordoned\"}"))
        .isEqualTo(new NodeCommand.Change(RECORD, "n1", NodeState.CORDONED));
    assertThat(read(
            "{\"type\":\"set-policy\",\"policy\":{\"name\":\"p\",\"strategy\":\"worst_fit\"}}"))
        .isEqualTo(new PoolCommand.SetPolicy(
            RECORD,
            Policy.DEFAULT
                .named("p")
                .withStrategy(io.millrace.model.placement.policy.Strategy.WORST_FIT)));
  }

  @Test
  void mistakes_nameFieldAndValue() {
    wrong("[]", "a command is an object, not []");
    wrong("{\"type\":", "no JSON");
    wrong("{\"type\":\"sing\"}", "type: \"sing\" is no kind of command; there are [add-service");
    wrong(
        "{\"type\":\"scale-service\",\"service\":\"web\",\"replicas\":\"many\"}",
        "replicas: a whole number is wanted, not \"many\"");
    wrong(
        "{\"type\":\"scale-service\",\"service\":\"web\",\"replicas\":1.5}",
        "replicas: a whole number is wanted, not 1.5");
    wrong(
        "{\"type\":\"scale-service\",\"service\":\"web\",\"replicas\":-1}",
        "replicas of service web: -1 is not within 0 and 100000");
    wrong("{\"type\":\"scale-service\",\"service\":\"web\"}", "replicas: is missing");
    wrong(
        "{\"type\":\"add-service\",\"spec\":{\"id\":\"web\",\"replica\":2}}",
        "spec.replica: is unknown; there are [application, constraints");
    wrong(
        "{\"type\":\"add-service\",\"spec\":{\"id\":\"web\",\"demand\":{\"resources\":{\"rss\":-4}}}}",
        "rss: -4 is not within 0 and");
    wrong(
        "{\"type\":\"add-service\",\"spec\":{\"id\":\"a b\"}}",
        "service \"a b\": 1 to 253 letters");
    wrong(
        "{\"type\":\"change-node\",\"node\":\"n1\",\"to\":\"gone\"}",
        "to: one of [ready, cordoned, draining, lost] is wanted, not \"gone\"");
    wrong(
        "{\"type\":\"add-node\",\"spec\":{\"id\":\"n1\",\"address\":\"here\"}}",
        "address \"here\" has no scheme");
    wrong("{\"type\":\"remove-node\",\"node\":null}", "node: is null, a value is wanted");
    wrong("{\"type\":\"remove-node\",\"node\":\"a\",\"node\":\"b\"}", "node");
  }

  @Test
  void mistakes_ofTheOrigin_nameFieldAndValueAsGiven() {
    wrong(
        "{\"type\":\"retry\",\"origin\":{\"id\":\"c\",\"atMillis\":-5}}",
        "atMillis of command c: -5 is not within 0 and");
    wrong(
        "{\"type\":\"retry\",\"origin\":{\"id\":\"c\",\"atMillis\":9223372036854775807}}",
        "atMillis of command c: 9223372036854775807 is not within");
    wrong("", "a command is an object, not nothing");
  }

  @Test
  void aMistake_isNoLongerThanAReasonHasToBe() {
    var endless = "x".repeat(100_000);
    for (var json : List.of(
        "[\"%s\"]".formatted(endless),
        "{\"type\":\"%s\"}".formatted(endless),
        "{\"type\":\"scale-service\",\"service\":\"web\",\"replicas\":\"%s\"}".formatted(endless),
        "{\"type\":\"retry\",\"%s\":1}".formatted("x".repeat(40_000)))) {
      assertThatThrownBy(() -> read(json))
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }
  }

  @Test
  void aCommandThatGrowsBeyondARecord_byWhatItLeavesOut_isRefused() {
    var shapes = String.join(",", Collections.nCopies(20_000, "{}"));
    wrong(
        "{\"type\":\"set-policy\",\"policy\":{\"name\":\"p\",\"shapes\":[%s]}}".formatted(shapes),
        "bytes with all that it leaves out, 262144 at most");
  }

  private static void wrong(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .as(json)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void record_needsAKeyAndAValue() {
    assertThatThrownBy(() -> CommandReader.read(null, new byte[0], RECORD))
        .hasMessage("the record has no key; it has to name the pool");
    assertThatThrownBy(() -> CommandReader.read("a pool", new byte[0], RECORD))
        .hasMessageContaining("pool \"a pool\"");
    assertThatThrownBy(() -> CommandReader.read("default", null, RECORD))
        .hasMessage("pool default: the record has no value");
  }
}
