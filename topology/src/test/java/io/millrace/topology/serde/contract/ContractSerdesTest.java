package io.millrace.topology.serde.contract;

import static io.millrace.topology.serde.contract.ContractReaderTest.atMost;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.Condition;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Verdict.Status;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import io.millrace.topology.serde.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractSerdesTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final ObjectiveRef OF =
      new ObjectiveRef("c", "t", "o", "response_time", new Scope("app", "s", "i"));
  private static final TimeRange WINDOW = new TimeRange(AT.minusSeconds(60), AT);

  @Test
  void contractOfRohe_isTheSameInMillracesForm() {
    var contract = ContractReaderTest.read(ContractReaderTest.rohe());
    assertThat(roundTrip(ContractSerdes.contract(), contract)).isEqualTo(contract);
  }

  @Test
  void unknownFields_surviveAtEachPlace() {
    var json = """
        {"contract_id":"c","application":"a","objectives":[{"name":"o","category":"data","metric":"m",\
        "aggregate_function":"PERCENTILE","percentile":0.9,"filters":{"class":"car"},"window":"PT5M",\
        "operator":"<=","value":0.5,"minimum_samples":3,"open_after":"PT1S","close_after":"PT2S",\
        "action_on_violation":"reroute","since_3":[1,null,{"x":2.5}]},{"name":"b","category":"cost",\
        "metric":"m","error_budget":{"target":0.9,"period":"PT24H"},"operator":"range",\
        "value":{"min":1.0,"max":2.0},"minimum_samples":1,"open_after":"PT0S","close_after":"PT0S",\
        "action_on_violation":"alert"}],"utility":[{"metric":"m","aggregation":"rprod",\
        "objective":"min","scaling":"log","min":1.0,"max":9.0,"weight":2.0}],"later":{"a":null}}""";
    var contracts = ContractSerdes.contract();
    var contract = contracts.deserializer().deserialize("t", json.getBytes(UTF_8));
    assertThat(new String(contracts.serializer().serialize("t", contract), UTF_8))
        .isEqualTo(json);
  }

  @Test
  void verdicts_comeBackAsTheyWere() {
    var more = new HashMap<String, Object>(Map.of("later", Arrays.asList(1, null)));
    more.put("nothing", null);
    var met = new Verdict(
        OF,
        AT,
        Status.MET,
        new Evidence(atMost(0.3), WINDOW, 0.25, 17, Precision.SKETCH, true),
        null,
        null,
        more);
    var unknown = new Verdict(
        new ObjectiveRef("c", null, "o", "m", Scope.of("app")),
        AT,
        Status.UNKNOWN,
        new Evidence(new Condition.Range(-1, 1), WINDOW, null, 0, Precision.EXACT, false),
        null,
        "nobody reported m",
        Map.of());
    assertThat(roundTrip(ContractSerdes.verdict(), met)).isEqualTo(met);
    assertThat(roundTrip(ContractSerdes.verdict(), unknown)).isEqualTo(unknown);
  }

  @Test
  void violation_hasTheFieldsOfRohes() {
    var violation = new Violation(
        "c/o/app/s/i/w",
        Kind.OPENED,
        OF,
        AT,
        AT,
        new Evidence(atMost(0.3), WINDOW, 0.5, 17, Precision.EXACT, false),
        Severity.CRITICAL,
        0.5,
        Action.DEGRADE,
        Map.of("later", true));
    var serde = ContractSerdes.violation();
    var json = Json.MAPPER.readTree(serde.serializer().serialize("t", violation));
    assertThat(json.propertyNames())
        .contains(
            "event_id",
            "timestamp",
            "contract_id",
            "tenant_id",
            "pipeline_id",
            "metric_name",
            "threshold_operator",
            "threshold_value",
            "actual_value",
            "severity",
            "recommended_action");
    assertThat(json.get("threshold_operator").stringValue()).isEqualTo("<=");
    assertThat(json.get("severity").stringValue()).isEqualTo("critical");
    assertThat(roundTrip(serde, violation)).isEqualTo(violation);
  }

  @Test
  void tombstones_passThrough() {
    var contracts = ContractSerdes.contract();
    assertThat(contracts.serializer().serialize("t", null)).isNull();
    assertThat(contracts.deserializer().deserialize("t", null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{}",
        "{\"verdict\": \"perhaps\"}",
        "{\"verdict\":\"violated\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"contract_id\":\"c\","
            + "\"pipeline_id\":\"p\",\"objective\":\"o\",\"metric_name\":\"m\","
            + "\"threshold_operator\":\"<\",\"threshold_value\":1,"
            + "\"window_start\":\"2026-01-02T03:04:05Z\",\"window_end\":\"2026-01-02T03:05:05Z\"}"
      })
  void whatIsNoVerdict_cannotBeRead(String json) {
    var verdicts = ContractSerdes.verdict().deserializer();
    assertThatThrownBy(() -> verdicts.deserialize("t", json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class);
  }

  private static <T> T roundTrip(Serde<T> serde, T value) {
    return serde.deserializer().deserialize("t", serde.serializer().serialize("t", value));
  }
}
