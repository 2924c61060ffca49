package io.millrace.benchmarks.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.model.qoa.Observation;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportsBenchmarkTest {

  @ParameterizedTest
  @EnumSource(Form.class)
  void reports_areWhatTheyAreCalled(Form form) {
    var record = form.record("reports", 3, new Random(1));
    double kilobytes = form == Form.KEYED ? 1 : 4.7;
    assertThat(record.value().length / 1000.0).isBetween(kilobytes * 0.95, kilobytes * 1.05);
    var entry = new ReportReader(ReportLimits.DEFAULTS)
        .read(record.value(), Instant.EPOCH)
        .get(0);
    assertThat(entry).isInstanceOf(ReportReader.Read.class);
    var report = ((ReportReader.Read) entry).report();
    assertThat(report.observations().stream().map(Observation::instance).distinct())
        .hasSize(form == Form.KEYED ? 1 : 5);
    assertThat(report.observations()).hasSizeGreaterThan(5);
  }

  @Test
  @Tag("soak")
  void measure_givesPositiveRates() throws Exception {
    var figures = new Figures();
    new ReportsBenchmark(20_000).measure(new Plan(1, Duration.ofMillis(300)), figures, line -> {});
    assertThat(figures.figures()).containsKeys("1 KB windows per core", "4.7 KB copy");
    assertThat(figures.figures().values()).allMatch(figure -> figure.min() > 0);
  }
}
