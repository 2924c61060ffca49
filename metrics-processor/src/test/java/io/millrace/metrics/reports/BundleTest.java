package io.millrace.metrics.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.metrics.reports.Reported.Way;
import io.millrace.model.qoa.Measurement;
import io.millrace.model.qoa.Measurements;
import io.millrace.model.qoa.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BundleTest {
  private static final Way WAY = new Way(3, 1, false);
  private final Random random = new Random(5);

  @Test
  void parts_comeBackInOrder_eachWithItsTime() {
    var writer = new BundleWriter(Integer.MAX_VALUE);
    for (int bundle = 0; bundle < 100; bundle++) {
      var parts = new ArrayList<OnItsWay>();
      var times = new ArrayList<Long>();
      for (int i = 1 + random.nextInt(50); i > 0; i--) {
        parts.add(random.nextInt(4) == 0 ? reached() : measured());
        times.add(1_772_366_400_000L + random.nextInt(1000) - 500);
        writer.add(parts.get(parts.size() - 1), times.get(times.size() - 1));
      }
      assertThat(writer.timestamp()).isEqualTo(times.get(times.size() - 1));
      var reader = new BundleReader(writer.take());
      for (int i = 0; i < parts.size(); i++) {
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.next()).isEqualTo(parts.get(i));
        assertThat(reader.timestamp()).isEqualTo(times.get(i));
      }
      assertThat(reader.hasNext()).isFalse();
      assertThat(writer.isEmpty()).isTrue();
    }
  }

  private Measured measured() {
    var values = new ArrayList<Measurement>();
    for (int i = random.nextInt(5); i > 0; i--) {
      var category = BundleWriter.CODES.get(random.nextInt(BundleWriter.CODES.size()));
      values.add(new Measurement(
          category, "m\u00e9" + random.nextInt(9), i == 1 ? Double.NaN : random.nextGaussian()));
    }
    var source = new Source("app" + random.nextInt(3), "s", "i" + random.nextInt(200));
    return new Measured(
        WAY,
        new Measurements(source, random.nextBoolean(), random.nextInt(Integer.MAX_VALUE), values),
        random.nextBoolean());
  }

  private Reached reached() {
    return new Reached(
        WAY, random.nextInt(Integer.MAX_VALUE), random.nextBoolean() ? null : "app1");
  }

  @Test
  void bundle_isFull_afterSoManyBytes() {
    var writer = new BundleWriter(100);
    writer.add(new Reached(WAY, 1, null), 1);
    assertThat(writer.isFull()).isFalse();
    writer.add(new Reached(WAY, 1, "x".repeat(100)), 1);
    assertThat(writer.isFull()).isTrue();
    writer.take();
    assertThat(writer.isFull()).isFalse();
  }

  @Test
  void otherBytes_areRefused() {
    assertThatThrownBy(() -> new BundleReader(new byte[] {1, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version 1");
    var writer = new BundleWriter(100);
    writer.add(measured(), 1);
    var bytes = writer.take();
    var cut = new BundleReader(Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(cut::next).isInstanceOf(IllegalArgumentException.class);
  }
}
