package io.millrace.metrics.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChannelTimesTest {
  private final ChannelTimes times = new ChannelTimes(3);

  @Test
  void watermark_isTheLeastTime_onceEveryChannelHasToldOne() {
    times.reached(0, 50);
    times.reached(2, 30);
    assertThat(times.watermark()).isEqualTo(OpenWindows.NO_TIME);
    times.reached(1, 40);
    assertThat(times.watermark()).isEqualTo(30);
    times.reached(2, 90);
    assertThat(times.watermark()).isEqualTo(40);
  }

  @Test
  void channel_neverGoesBack() {
    times.reached(0, 50);
    times.reached(0, 20);
    assertThat(times.of(0)).isEqualTo(50);
  }

  @Test
  void restored_isTheSame() {
    times.reached(0, 50);
    times.reached(2, 30);
    var again = new ChannelTimes(3);
    again.restore(times.toBytes());
    assertThat(again.toString()).isEqualTo(times.toString());
    assertThat(again.of(1)).isEqualTo(OpenWindows.NO_TIME);
  }
}
