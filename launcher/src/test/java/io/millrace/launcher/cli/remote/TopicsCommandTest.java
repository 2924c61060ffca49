package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsCommandTest {
  private static final String TOPICS = """
      [{"name":"millrace.prediction.requests","partitions":6,"cleanup":"delete","retentionMs":604800000,\
      "maxMessageBytes":1,"records":12},\
      {"name":"millrace.models","partitions":1,"cleanup":"compact","retentionMs":604800000,"maxMessageBytes":1,\
      "records":3}]""";

  @Test
  void topics_areATable() throws IOException {
    try (var server = new FakeServer().on("GET /topics", TOPICS)) {
      assertThat(
              Run.of(new TopicsCommand(), "--server", server.url() + "/").out().lines())
          .containsExactly(
              "topic                         partitions  cleanup  retention           records",
              "millrace.prediction.requests           6  delete   7 days                   12",
              "millrace.models                        1  compact  newest of each key        3");
      assertThat(Run.of(new TopicsCommand(), "--server", server.url(), "--json").out())
          .isEqualToIgnoringNewLines(TOPICS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1,for ever",
    "0,0 ms",
    "86400000,1 day",
    "129600000,36 hours",
    "90000,90 seconds",
    "120000,2 minutes",
    "1500,1500 ms"
  })
  void period_isInItsLargestUnit(long millis, String text) {
    assertThat(TopicsCommand.period(millis)).isEqualTo(text);
  }
}
