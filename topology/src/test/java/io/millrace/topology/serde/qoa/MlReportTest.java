package io.millrace.topology.serde.qoa;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MlReportTest {
  private static final String METADATA = """
      "metadata": {
        "client_config": {
          "id": "", "name": "bts", "user_id": "ann", "instance_id": "i1", "stage_id": "forecast",
          "functionality": "REST", "application_name": "towers", "run_id": "run-7", "role": "ml"
        },
        "timestamp": 1772366400.25, "runtime": 0.5, "corr_id": "c-1"
      }""";

  private static final String FULL = """
      {
        %s,
        "service": {
          "forecast": {
            "name": "forecast",
            "metrics": {
              "response_time": {
                "i1": {
                  "metric_name": "response_time",
                  "records": [0.25, {"startTime": 1772366399.5, "responseTime": 0.75}],
                  "unit": "s", "description": "measured by the timer"
                },
                "i2": {"metric_name": "response_time", "records": [0.5], "unit": null}
              }
            }
          }
        },
        "data": {
          "prepare": {
            "metrics": {
              "completeness": {"p1": {"records": [99.5]}},
              "color_mode": {"p1": {"records": ["RGB"]}},
              "image_size": {"p1": {"records": [[640, [480, 3]]]}}
            }
          }
        },
        "ml_inference": {
          "i1": {
            "inference_id": "inf-1", "instance_id": "i1", "functionality": "REST",
            "metrics": [
              {"metric_name": "confidence", "records": [0.875], "unit": null},
              {"metric_name": "accuracy", "records": []}
            ],
            "prediction": {"up": 0.875, "down": 0.125}
          }
        },
        "site": "north"
      }""".formatted(METADATA);

  @Test
  void clientAndTimes_areRead() {
    var report = Reading.report(FULL);
    assertThat(report.format()).isEqualTo(ReportFormat.ML_REPORT);
    assertThat(report.source()).isEqualTo(new Source("towers", "forecast", "i1"));
    assertThat(report.isPassedOn()).isFalse();
    assertThat(report.eventTime()).isEqualTo(Instant.parse("2026-03-01T12:00:00.25Z"));
    assertThat(report.context()).isEqualTo(new Report.Context("run-7", "ann", "c-1"));
  }

  @Test
  void everyRecord_isAnObservation() {
    assertThat(Reading.lines(Reading.report(FULL)))
        .containsExactly(
            "forecast/i1 service response_time=0.25 s",
            "forecast/i1 service response_time=0.75 s",
            "forecast/i2 service response_time=0.5",
            "prepare/p1 data completeness=99.5",
            "prepare/p1 data color_mode='RGB'",
            "prepare/p1 data image_size=[640, [480, 3]]",
            "forecast/i1 ml confidence=0.875");
  }

  @Test
  void timerRecord_tellsWhenItBegan() {
    assertThat(Reading.report(FULL).observations().get(1).started())
        .isEqualTo(Instant.parse("2026-03-01T11:59:59.5Z"));
  }

  @Test
  void inference_isRead() {
    assertThat(Reading.report(FULL).inferences())
        .containsExactly(new Inference(
            "inf-1", "forecast", "i1", Map.of("up", 0.875, "down", 0.125), 0.875, null, List.of()));
  }

  @Test
  void unknownFields_areKeptWhereTheyStood() {
    assertThat(Reading.report(FULL).extra().toString())
        .contains("site=north", "description=measured by the timer", "runtime=0.5", "role=ml")
        .doesNotContain("towers", "records", "inf-1");
  }

  @Test
  void parts_goUnderTheirSources_andKeepWhoSentThem() {
    var report = Reading.report(FULL);
    var parts = report.bySource();
    assertThat(parts)
        .extracting(part -> part.source().key())
        .containsExactly("towers/forecast/i1", "towers/forecast/i2", "towers/prepare/p1");
    assertThat(parts).extracting(Report::isPassedOn).containsExactly(false, true, true);
    assertThat(parts.get(0).extra()).isEqualTo(report.extra());
    assertThat(parts.get(0).inferences()).hasSize(1);
    assertThat(parts.get(1).extra()).isEmpty();
    assertThat(parts.get(1).inferences()).isEmpty();
    assertThat(parts)
        .allSatisfy(part -> assertThat(part.observations())
            .allMatch(o -> part.source().equals(part.source().at(o.stage(), o.instance()))));
    assertThat(parts.stream().mapToInt(part -> part.observations().size()).sum())
        .isEqualTo(report.observations().size());
  }

  @Test
  void reportOfNothing_isOne() {
    var report = Reading.report(
        "{%s, \"service\": {}, \"data\": {}, \"ml_inference\": {}}".formatted(METADATA));
    assertThat(report.observations()).isEmpty();
    assertThat(report.bySource()).singleElement().isEqualTo(report);
  }

  @Test
  void missingParts_areUnknown_andTheTimeIsThatOfArrival() {
    var report =
        Reading.report("{\"metadata\": {\"client_config\": {\"run_id\": \"\"}}, \"service\": null,"
            + " \"ml_inference\": {\"i\": {\"prediction\": 4.5}}}");
    assertThat(report.source().key()).isEqualTo("unknown/unknown/unknown");
    assertThat(report.eventTime()).isEqualTo(Reading.ARRIVED);
    assertThat(report.context()).isEqualTo(Report.Context.NONE);
    assertThat(report.inferences())
        .containsExactly(new Inference(null, "unknown", "i", 4.5, null, null, List.of()));
  }
}
