package io.millrace.topology.serde.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Category;
import io.millrace.model.contract.Condition;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ErrorBudget;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.InvalidContractException;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Budgeted;
import io.millrace.model.contract.Objective.Hold;
import io.millrace.model.contract.Objective.Windowed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractReaderTest {
  private static final String CONSTRAINT = """
      {"stakeholders": [{"id": "a", "roles": ["ml_provider"]}], "resources": {"note": null},
       "quality": {"%s": [{"name": "n", "constraint_list": [{
         "metrics": {"metric_name": "response_time", "records": []},
         "condition": {"operator": "%s", "value": %s},
         "aggregate_function": "%s" %s}]}]}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "less_equal | 0.3 | <= 0.3",
        "greater_equal | 0.3 | >= 0.3",
        "less_than | 0.3 | < 0.3",
        "greater_than | 0.3 | > 0.3",
        "equal | 1 | == 1.0",
        "range | {\"min\": 0.1, \"max\": 2} | from 0.1 to 2.0",
        "range | {\"lower\": 0.1, \"upper\": 2} | from 0.1 to 2.0",
        "range | [0.1, 2] | from 0.1 to 2.0"
      })
  void operatorsOfQoa4ml(String operator, String value, String condition) {
    var objective = only(CONSTRAINT.formatted("service", operator, value, "AVERAGE", ""));
    assertThat(objective.condition()).hasToString(condition);
    assertThat(objective.name()).isEqualTo("service.response_time");
  }

  @ParameterizedTest
  @EnumSource(
      value = Function.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PERCENTILE"})
  void aggregatesOfQoa4ml(Function function) {
    var objective = only(CONSTRAINT.formatted("data", "equal", "1", function, ""));
    assertThat(objective.measure())
        .isEqualTo(new Windowed(
            new Expression.Aggregated(Aggregate.of(function), MetricSelector.of("response_time")),
            Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void blocksOfQoa4ml(Category category) {
    var block = category.name().toLowerCase(Locale.ROOT);
    var objective = only(CONSTRAINT.formatted(block, "equal", "1", "SUM", ""));
    assertThat(objective.category()).isEqualTo(category);
  }

  @Test
  void additionsToQoa4ml() {
    var objective = only(CONSTRAINT.formatted("service", "less_equal", "0.3", "AVERAGE", """
        , "percentile": 0.99, "window": "5m", "minimum_samples": 20, "open_after": "30s",
        "close_after": "PT2M", "action_on_violation": "scale", "filters": {"stage": "bts"},
        "color": "blue"
        """));
    assertThat(objective)
        .isEqualTo(new Objective(
            "service.response_time",
            Category.SERVICE,
            "response_time",
            new Windowed(
                new Expression.Aggregated(
                    Aggregate.percentile(0.99),
                    new MetricSelector("response_time", Map.of("stage", "bts"))),
                Duration.ofMinutes(5)),
            new Comparison(Operator.LESS_EQUAL, 0.3),
            20,
            new Hold(Duration.ofSeconds(30), Duration.ofMinutes(2)),
            Action.SCALE,
            Map.of("color", "blue")));
  }

  @Test
  void errorBudget_takesThePlaceOfWindowAndAggregate() {
    var objective = only(CONSTRAINT.formatted("service", "less_equal", "0.3", "AVERAGE", """
        , "error_budget": {"target": 0.99, "period": "7d"}"""));
    assertThat(objective.measure())
        .isEqualTo(new Budgeted(
            MetricSelector.of("response_time"), new ErrorBudget(0.99, Duration.ofDays(7))));
  }

  @Test
  void statementsWithoutAMetric_areKeptAndNoted() {
    var reading = ContractReader.read("""
        {"resources": {"x": 1}, "quality": {
          "service": [{"constraint_list": [{"metrics": {"metric_name": "availability"},
             "condition": {"operator": "greater_equal", "value": 99}, "aggregate_function": "MIN"}]}],
          "security": [{"encryption": {"types": ["tls"]}}]}}
        """.getBytes(UTF_8), "c", "app");
    assertThat(reading.contract().more()).containsOnlyKeys("resources", "quality");
    assertThat(reading.notes())
        .containsExactly(
            "quality.security[0].encryption: kept, not judged: it names no operators and value");
  }

  @Test
  void formBeforeTheSchema_isRead() {
    var contract = ContractReader.read("""
            {"quality": {
               "data": {"Accuracy": {"operators": ["min"], "value": "0.99"}},
               "services": [{"ResponseTime": {"operators": "max", "value": 0.05,
                 "machinetypes": ["small"], "id": 1}}]},
             "cost": {"cost": {"operators": ["min", "max"], "value": "value"}}}
            """.getBytes(UTF_8), "c", "app").contract();
    assertThat(contract.objectives())
        .extracting(Objective::name, o -> o.condition().toString())
        .containsExactly(
            tuple("data.accuracy", ">= 0.99"), tuple("service.response_time", "<= 0.05"));
    assertThat(((Windowed) contract.objectives().get(1).measure()).expression())
        .hasToString("AVERAGE of response_time{machinetypes=small}");
    assertThat(contract.more()).containsKey("cost");
  }

  private static final String ROHE = """
      {"contract_id": "gold", "tenant_id": "t", "pipeline_id": "bts",
       "effective_from": "2026-01-01T00:00:00", "effective_until": "2026-12-31T00:00:00+02:00",
       "performance_slo": {"response_time_p50_ms": 100, "response_time_p99.9_ms": 250,
         "throughput_rps": 5, "availability_percent": null},
       "quality_slo": {
         "builtin_metrics": {"accuracy": {"operator": ">=", "value": 0.8, "window": "10m",
            "action_on_violation": "degrade"}},
         "cdm_thresholds": {"error_rate": {"operator": "<", "value": 0.1, "minimum_samples": 50}}},
       "cdms": [
         {"name": "error_rate", "metric_type": "per_period", "window": "1h", "expression":
           {"type": "ratio", "operands": [
             {"type": "count", "filters": {"name": "answer", "result": "wrong"}},
             {"type": "cdm_ref", "cdm_ref": "answers"}]}},
         {"name": "answers", "expression": {"type": "count", "filters": {"name": "answer"}}}]}
      """;

  @Test
  void contractOfRohe() {
    var contract = read(ROHE);
    assertThat(contract.application()).isEqualTo("bts");
    assertThat(contract.effectiveFrom()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(contract.effectiveUntil()).isEqualTo(Instant.parse("2026-12-30T22:00:00Z"));
    assertThat(contract.objectives())
        .extracting(o -> o.name() + " " + ((Windowed) o.measure()).expression() + " "
            + o.condition() + " in " + ((Windowed) o.measure()).window())
        .containsExactly(
            "response_time_p50_ms PERCENTILE(0.5) of response_time <= 0.1 in PT1M",
            "response_time_p99.9_ms PERCENTILE(0.999) of response_time <= 0.25 in PT1M",
            "throughput_rps RATE of response_time >= 5.0 in PT1M",
            "accuracy AVERAGE of accuracy >= 0.8 in PT10M",
            "error_rate error_rate < 0.1 in PT1H");
    assertThat(contract.metrics().get("error_rate"))
        .hasToString("(COUNT of answer{result=wrong}) / (answers)");
    assertThat(contract.objectives().get(3).action()).isEqualTo(Action.DEGRADE);
    assertThat(contract.more()).isEmpty();
  }

  @Test
  void badContract_isRefusedWithAllItsMistakes() {
    var refused = refused("""
        {"contract_id": "c", "effective_from": "soon", "quality": {"service": [{"constraint_list": [
          {"metrics": {}, "condition": {"operator": "about", "value": "much"},
           "aggregate_function": "MEDIAN", "percentile": 99, "window": "often",
           "minimum_samples": 0, "error_budget": {"target": 2}},
          {"condition": {"operator": "range", "value": {"min": 3, "max": 1}}}]}]},
         "utility": [{"metric": "a", "scaling": "log", "min": 0, "max": 1}]}
        """);
    assertThat(refused.mistakes())
        .containsExactly(
            "quality.service[0].constraint_list[0].metrics.metric_name: is missing",
            "quality.service[0].constraint_list[0].condition.value: a finite number is wanted, not \"much\"",
            "quality.service[0].constraint_list[0].condition.operator: one of [less_equal, greater_equal,"
                + " less_than, greater_than, equal, not_equal, <=, >=, <, >, ==, !=] or range is wanted,"
                + " not \"about\"",
            "quality.service[0].constraint_list[0].window: a duration such as \"5m\" is wanted, not \"often\"",
            "quality.service[0].constraint_list[0].aggregate_function: one of [min, max, average, sum,"
                + " count, or, and, product, percentile, rate] is wanted, not \"MEDIAN\"",
            "quality.service[0].constraint_list[0].percentile: a fraction from 0 to 1 is wanted, not 99.0",
            "quality.service[0].constraint_list[0].error_budget: an error budget's target lies between"
                + " 0 and 1, both excluded, not 2.0",
            "quality.service[0].constraint_list[0].minimum_samples: 1 or more is wanted, not 0",
            "quality.service[0].constraint_list[1].metrics: is missing",
            "quality.service[0].constraint_list[1].condition.value: a range from 3.0 to 1.0 holds nothing",
            "quality.service[0].constraint_list[1].aggregate_function: is missing",
            "application: is missing",
            "effective_from: a time such as \"2026-01-31T12:00:00Z\" is wanted, not \"soon\"",
            "utility[0]: a logarithmic scale begins above 0, not at 0.0");
  }

  @Test
  void cycleOfMetrics_isNamed_andSoIsWhatIsUnknown() {
    var refused = refused("""
        {"contract_id": "c", "application": "a", "metrics": {
           "x": {"type": "cdm_ref", "cdm_ref": "y"},
           "y": {"type": "ratio", "operands": [{"type": "count"}, {"type": "cdm_ref", "cdm_ref": "z"}]},
           "z": {"type": "cdm_ref", "cdm_ref": "x"},
           "self": {"type": "cdm_ref", "cdm_ref": "self"},
           "lost": {"type": "cdm_ref", "cdm_ref": "nowhere"}},
         "objectives": [{"name": "o", "expression": {"type": "cdm_ref", "cdm_ref": "x"},
           "operator": "<", "value": 1}]}
        """);
    assertThat(refused.mistakes())
        .containsExactly(
            "metric \"lost\": there is no metric \"nowhere\" to refer to; defined are [x, y, z, self, lost]",
            "metrics: x -> y -> z -> x refers to itself",
            "metrics: self -> self refers to itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "3",
        "{}",
        "{\"quality\": 3}",
        "{\"objectives\": []}",
        "{\"objectives\": [null, 3]}",
        "{\"quality_slo\": {\"cdm_thresholds\": {\"x\": 1}}}",
        "{\"quality\": {\"service\": [{\"constraint_list\": 7}]}}",
        "{\"objectives\": [{\"name\": \"\", \"metric\": \"m\", \"operator\": \"<\", \"value\": 1e999}]}",
        "{\"objectives\": [{\"name\": \"n\", \"metric\": \"m\", \"operator\": \"<\", \"value\": 1,"
            + " \"window\": \"999999999999d\"}]}"
      })
  void whatIsNoContract_isRefused(String json) {
    assertThat(refused(json).mistakes()).isNotEmpty().doesNotContain("").doesNotHaveDuplicates();
  }

  @Test
  void twoObjectivesOfOneName_areRefused() {
    var objective = "{\"name\": \"o\", \"metric\": \"m\", \"operator\": \"<\", \"value\": 1}";
    var refused =
        refused("{\"contract_id\": \"c\", \"application\": \"a\", \"objectives\": [%s, %s]}"
            .formatted(objective, objective));
    assertThat(refused).hasMessage("objectives: \"o\" is there twice");
  }

  static Contract read(String json) {
    return ContractReader.read(json.getBytes(UTF_8), null, null).contract();
  }

  private static Objective only(String qoa4ml) {
    var reading = ContractReader.read(qoa4ml.getBytes(UTF_8), "c", "app");
    assertThat(reading.notes()).isEqualTo(List.of());
    assertThat(reading.contract().objectives()).hasSize(1);
    return reading.contract().objectives().get(0);
  }

  private static InvalidContractException refused(String json) {
    return catchThrowableOfType(InvalidContractException.class, () -> read(json));
  }

  static String rohe() {
    return ROHE;
  }

  static Condition atMost(double bound) {
    return new Comparison(Operator.LESS_EQUAL, bound);
  }
}
