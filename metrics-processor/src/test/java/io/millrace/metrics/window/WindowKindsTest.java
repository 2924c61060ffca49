package io.millrace.metrics.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowKindsTest {
  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static WindowsUnderTest windows(WindowSpec spec) {
    return new WindowsUnderTest(spec);
  }

  @Test
  void tumbling_closesEachWindowOnce_whenTheWatermarkHasPassedEndAndGrace() {
    var windows = windows(WindowSpec.tumbling(ms(10)).withGrace(ms(5)));
    windows.add(0, 1).add(9, 2).add(10, 4).watermark(14);
    assertThat(windows.results()).isEmpty();
    assertThat(windows.watermark(15).results()).containsExactly("0-10: 2 of 3.0");
    assertThat(windows.watermark(100).results()).containsExactly("10-20: 1 of 4.0");
    assertThat(windows.watermark(1000).results()).isEmpty();
    assertThat(windows.store.size()).isZero();
  }

  @Test
  void valueWithinTheGrace_counts_andOneAfterItIsLateInTheOldestOpenWindow() {
    var windows = windows(WindowSpec.tumbling(ms(10)).withGrace(ms(5)));
    windows.add(3, 1).watermark(14).add(4, 1).watermark(15).add(5, 1).add(12, 8);
    assertThat(windows.watermark(25).results())
        .containsExactly("0-10: 2 of 2.0", "10-20: 1 of 8.0, late 1");
  }

  @Test
  void lateValuesAlone_areStillSaid() {
    for (var spec : new WindowSpec[] {
      WindowSpec.tumbling(ms(10)), WindowSpec.sliding(ms(10)), WindowSpec.session(ms(10))
    }) {
      var windows = windows(spec);
      windows.watermark(1005).add(2, 1, 1).watermark(2000);
      assertThat(windows.results())
          .hasSize(1)
          .allMatch(shown -> shown.endsWith("0 of 0.0, late 2"));
      assertThat(windows.store.size()).isZero();
    }
  }

  @Test
  void whatIsNoNumber_isMissing() {
    var windows = windows(WindowSpec.tumbling(ms(10)));
    windows.add(1, Double.NaN, 5, Double.NEGATIVE_INFINITY).add(11, Double.NaN).watermark(20);
    assertThat(windows.results())
        .containsExactly("0-10: 1 of 5.0, missing 2", "10-20: 0 of 0.0, missing 1");
  }

  @Test
  void hopping_putsAValueIntoEachWindowThatHoldsItsTime() {
    var windows = windows(WindowSpec.hopping(ms(10), ms(4)));
    windows.add(9, 1).add(12, 2).watermark(1000);
    assertThat(windows.results())
        .containsExactly("0-10: 1 of 1.0", "4-14: 2 of 3.0", "8-18: 2 of 3.0", "12-22: 1 of 2.0");
    assertThat(windows.store.size()).isZero();
  }

  @Test
  void hopping_valueThatMissedSomeWindows_countsInTheOthers() {
    var windows = windows(WindowSpec.hopping(ms(10), ms(5)));
    windows.add(7, 1).watermark(10).add(8, 2).watermark(15).add(9, 4).watermark(100);
    assertThat(windows.results())
        .containsExactly(
            "0-10: 1 of 1.0",
            "5-15: 2 of 3.0",
            "10-20: 0 of 0.0, late 1",
            "15-25: 0 of 0.0, late 1");
  }

  @Test
  void sliding_endsAWindowWithEachTime() {
    var windows = windows(WindowSpec.sliding(ms(10)));
    windows.add(1, 1).add(5, 2, 4).add(11, 8).watermark(100);
    assertThat(windows.results())
        .containsExactly("-8-2: 1 of 1.0", "-4-6: 3 of 7.0", "2-12: 3 of 14.0");
    assertThat(windows.store.size()).isZero();
  }

  @Test
  void session_endsAGapAfterItsLastValue() {
    var windows = windows(WindowSpec.session(ms(10)));
    windows.add(0, 1).add(9, 2).add(19, 4).watermark(28);
    assertThat(windows.results()).containsExactly("0-19: 2 of 3.0");
    assertThat(windows.watermark(29).results()).containsExactly("19-29: 1 of 4.0");
    assertThat(windows.store.size()).isZero();
  }

  @Test
  void session_valueBetweenTwo_makesThemOne() {
    var windows = windows(WindowSpec.session(ms(10)));
    windows.add(0, 1).add(18, 2).add(9, 4).watermark(100);
    assertThat(windows.results()).containsExactly("0-28: 3 of 7.0");
  }

  @Test
  void session_missingValues_joinButDoNotExtend() {
    var windows = windows(WindowSpec.session(ms(10)));
    windows.add(0, 1).add(9, Double.NaN).add(50, Double.NaN).add(55, Double.NaN).watermark(200);
    assertThat(windows.results())
        .containsExactly("0-10: 1 of 1.0, missing 1", "50-60: 0 of 0.0, missing 2");
    windows.add(250, Double.NaN).add(245, 3).watermark(300);
    assertThat(windows.results()).containsExactly("245-255: 1 of 3.0, missing 1");
  }

  @Test
  void session_oldValueNearAnOpenSession_isNotLate() {
    var windows = windows(WindowSpec.session(ms(10)).withGrace(ms(5)));
    windows.add(20, 1).add(29, 1).watermark(43).add(15, 1).watermark(44);
    assertThat(windows.results()).containsExactly("15-39: 3 of 3.0");
  }

  @Test
  void tumblingCount_closesWithItsLastReport() {
    var windows = windows(WindowSpec.tumblingCount(3));
    windows.add(50, 1).add(10, 2);
    assertThat(windows.results()).isEmpty();
    windows.add(30, Double.NaN);
    assertThat(windows.results()).containsExactly("10-51: 2 of 3.0, missing 1");
    assertThat(windows.store.size()).isZero();
    assertThat(windows.add(1, 1, 1, 1, 1).results()).containsExactly("1-2: 3 of 3.0");
  }

  @Test
  void hoppingCount_takesTheLastOnes_fewerAtTheBeginning() {
    var windows = windows(WindowSpec.hoppingCount(4, 2));
    windows.add(1, 1).add(2, 2).add(3, 4).add(4, 8).add(5, 16).add(6, 32).add(7, 64);
    assertThat(windows.results())
        .containsExactly("1-3: 2 of 3.0", "1-5: 4 of 15.0", "3-7: 4 of 60.0");
  }

  @Test
  void hoppingCount_whoseHopDoesNotDivideItsSize() {
    var windows = windows(WindowSpec.hoppingCount(5, 3));
    windows.add(1, 1, 2, 4, 8, 16, 32, 64, 128, 256);
    assertThat(windows.results())
        .containsExactly("1-2: 3 of 7.0", "1-2: 5 of 62.0", "1-2: 5 of 496.0");
  }

  @Test
  void firstAndLastTimeThereIs_haveTheirWindows() {
    var windows = windows(WindowSpec.tumbling(ms(60_000)));
    windows.arrive(0, 1).arrive(Sample.LATEST, 2).watermark(Sample.LATEST + 1);
    assertThat(windows.results())
        .containsExactly("0-60000: 1 of 1.0", "253402300740000-253402300800000: 1 of 2.0");
  }
}
