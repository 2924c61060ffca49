package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there after a restart on the same directory. */
class RestartIT {
  @TempDir
  Path folder;

  @Test
  void modelsAndResultsAreStillThere_andTheFirstRequestFindsItsModel() throws Exception {
    try (var first = Millrace.start(folder).withExample()) {
      assertThat(first.post("/v2/models/machine-health/infer", Millrace.REQUEST).statusCode())
          .isEqualTo(200);
    }
    try (var second = Millrace.start(folder)) {
      var answer = second.post("/v2/models/machine-health/infer", Millrace.REQUEST);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      try (var results =
          new CommittedLog(second.kafka.bootstrap(), second.pipeline.topics().results())) {
        await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> results.read().records().size() == 2);
      }
    }
  }
}
