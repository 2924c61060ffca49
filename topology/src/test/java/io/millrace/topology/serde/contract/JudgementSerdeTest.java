package io.millrace.topology.serde.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.contract.Condition;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.ScopeLevel;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementSerdeTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);

  @Test
  void bothKinds_comeBackAsTheyWere_underKeysOfTheirOwn() {
    var verdict = new Verdict(
        new ObjectiveRef("a/b", null, "o", "m", new Scope("app", "s", "i")),
        AT,
        Verdict.Status.UNKNOWN,
        new Evidence(
            new Condition.Range(0, 1),
            new TimeRange(AT.minusSeconds(1), AT),
            null,
            0,
            Precision.EXACT,
            false),
        null,
        "nobody reported m in the window",
        Map.of());
    var utility = new ContractUtility("a/b", "t", "app", AT, 0.75, List.of("cost"));
    assertThat(roundTrip(verdict)).isEqualTo(verdict);
    assertThat(roundTrip(utility)).isEqualTo(utility);
    assertThat(verdict.key()).isEqualTo("a%2Fb/o/app/s/i");
    assertThat(utility.key()).isEqualTo("a%2Fb");
  }

  private static Judgement roundTrip(Judgement judgement) {
    var serde = ContractSerdes.judgement();
    return serde.deserializer().deserialize("t", serde.serializer().serialize("t", judgement));
  }

  @Test
  void utilityWithoutAScore_cannotBeRead() {
    var judgements = ContractSerdes.judgement().deserializer();
    var json = "{\"contract_id\":\"c\",\"pipeline_id\":\"p\",\"utility\":\"much\"}";
    assertThatThrownBy(() -> judgements.deserialize("t", json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("utility");
  }

  @ParameterizedTest
  @CsvSource({"application, app", "stage, app/s", "instance, app/s/i"})
  void levelOfAnObjective_isReadAndWritten(String level, String scope) {
    var json = """
        {"contract_id":"c","application":"app","objectives":[{"name":"o","metric":"m","scope":"%s",\
        "operator":"<=","value":1}]}""".formatted(level);
    var contracts = ContractSerdes.contract();
    var contract = contracts.deserializer().deserialize("t", json.getBytes(UTF_8));
    var objective = contract.objectives().get(0);
    assertThat(objective.level().of("app", "s", "i")).hasToString(scope);
    assertThat(objective.more()).isEmpty();
    assertThat(contracts
            .deserializer()
            .deserialize("t", contracts.serializer().serialize("t", contract)))
        .isEqualTo(contract);
  }

  @Test
  void levelThatIsNone_isAMistake() {
    var json = """
        {"contract_id":"c","application":"app","objectives":[{"name":"o","metric":"m","scope":"world",
        "operator":"<=","value":1}]}""";
    assertThatThrownBy(() -> ContractReader.read(json.getBytes(UTF_8), null, null))
        .hasMessageContaining("objectives[0].scope")
        .hasMessageContaining("world");
    assertThat(ScopeLevel.values()).hasSize(3);
  }

  @Test
  void sample_mayBeWrittenByHand() {
    var sample = sample("{\"application\":\"a\",\"metric\":\"m\",\"value\":1.5,\"time\":7}");
    assertThat(sample).isEqualTo(new QoaSample("a", "unknown", "unknown", "m", 1.5, 7, Map.of()));
    var labelled = new QoaSample("a", "s", "i", "m", -2, 7, Map.of("class", "car"));
    var bytes = TOPICS.samples().values().serializer().serialize("t", labelled);
    assertThat(TOPICS.samples().values().deserializer().deserialize("t", bytes))
        .isEqualTo(labelled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"metric\":\"m\",\"value\":1,\"time\":7} | application: is missing",
        "{\"application\":\"a\",\"value\":1,\"time\":7} | metric: is missing",
        "{\"application\":\"a\",\"metric\":\"m\",\"value\":\"NaN\",\"time\":7} | a finite number is wanted, not NaN",
        "{\"application\":\"a\",\"metric\":\"m\",\"value\":1,\"time\":-1} | -1 ms is not within"
      })
  void whatIsNoSample_isRefusedWithTheReason(String json, String reason) {
    assertThatThrownBy(() -> sample(json)).hasMessageContaining(reason);
  }

  private static QoaSample sample(String json) {
    return Objects.requireNonNull(
        TOPICS.samples().values().deserializer().deserialize("t", json.getBytes(UTF_8)));
  }
}
