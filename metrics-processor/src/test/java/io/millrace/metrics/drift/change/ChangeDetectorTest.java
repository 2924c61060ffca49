package io.millrace.metrics.drift.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The streams of digits are made with the seeds of the examples in the documentation of River and CapyMOA, by Python's and
 * NumPy's generators; the places of their changes are printed there.
 */
class ChangeDetectorTest {

  private static double[] stream(String name) {
    try (var in = ChangeDetectorTest.class.getResourceAsStream(name + ".txt")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.chars().filter(Character::isDigit).mapToDouble(c -> c - '0').toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Integer> changes(ChangeDetector detector, double[] values) {
    var changes = new ArrayList<Integer>();
    for (int i = 0; i < values.length; i++) {
      if (detector.add(values[i])) {
        changes.add(i);
      }
    }
    return changes;
  }

  @Test
  void adwin_findsTheChangeOfRiversExample() {
    assertThat(changes(new Adwin(AdwinConfig.DEFAULTS), stream("python-random-12345")))
        .containsExactly(1023);
  }

  @Test
  void adwin_findsTheChangesOfCapyMoasExample() {
    var config = new AdwinConfig(0.001, 32, 5, 1);
    assertThat(changes(new Adwin(config), stream("numpy-random-0"))).contains(1023);
  }

  @Test
  void pageHinkley_findsTheChangeOfRiversExample() {
    assertThat(changes(new PageHinkley(PageHinkleyConfig.DEFAULTS), stream("python-random-12345")))
        .containsExactly(1006);
  }

  @Test
  void pageHinkley_findsTheFirstChangeOfRiversFormerExample() {
    assertThat(changes(new PageHinkley(PageHinkleyConfig.DEFAULTS), stream("numpy-random-12345")))
        .startsWith(1009);
  }

  @Test
  void adwin_keepsTheMeanOfItsWindow() {
    var adwin = new Adwin(AdwinConfig.DEFAULTS);
    var values = new Random(1).doubles(5000).toArray();
    for (double value : values) {
      adwin.add(value);
    }
    assertThat(adwin.width()).isEqualTo(5000);
    assertThat(adwin.mean()).isCloseTo(Arrays.stream(values).average().orElseThrow(), within(1e-9));
  }

  @Test
  void adwin_forgetsWhatWasBeforeAChange() {
    var adwin = new Adwin(AdwinConfig.DEFAULTS);
    var random = new Random(2);
    for (int i = 0; i < 5000; i++) {
      adwin.add(random.nextDouble() < 0.1 ? 1 : 0);
    }
    for (int i = 0; i < 2000; i++) {
      adwin.add(random.nextDouble() < 0.5 ? 1 : 0);
    }
    assertThat(adwin.mean()).isCloseTo(0.5, within(0.05));
    assertThat(adwin.width()).isLessThan(2300);
  }

  @Test
  void adwin_seldomAlarmsOnStationaryStreams() {
    int alarms = 0;
    for (int seed = 0; seed < 500; seed++) {
      var values = new Random(seed).doubles(2000).map(x -> x < 0.2 ? 1 : 0).toArray();
      alarms += changes(new Adwin(AdwinConfig.DEFAULTS), values).isEmpty() ? 0 : 1;
    }
    assertThat(alarms).isLessThanOrEqualTo(5);
  }

  @Test
  void adwin_takesValuesOfAnyUnitByTheirRange() {
    var random = new Random(4);
    var shares =
        random.doubles(3000).map(x -> random.nextGaussian() * 0.1 + 0.3).toArray();
    for (int i = 1500; i < 3000; i++) {
      shares[i] += 0.1;
    }
    var millis = Arrays.stream(shares).map(x -> x * 1000).toArray();
    var expected = changes(new Adwin(AdwinConfig.DEFAULTS), shares);
    assertThat(expected).isNotEmpty();
    assertThat(changes(new Adwin(AdwinConfig.DEFAULTS.withRange(1000)), millis))
        .isEqualTo(expected);
  }

  @Test
  void pageHinkley_findsAFallToo() {
    var detector = new PageHinkley(new PageHinkleyConfig(30, 0.005, 5, 1));
    var values = new double[200];
    Arrays.fill(values, 0, 100, 1);
    assertThat(changes(detector, values))
        .singleElement()
        .satisfies(at -> assertThat(at).isBetween(104, 108));
  }

  @Test
  void restored_goesOnAsIfNothingHadBeen() {
    var values = stream("numpy-random-12345");
    for (int at : new int[] {0, 1, 31, 500, 1008, 1010, 1500}) {
      var adwin = new Adwin(AdwinConfig.DEFAULTS);
      var pageHinkley = new PageHinkley(PageHinkleyConfig.DEFAULTS);
      changes(adwin, Arrays.copyOf(values, at));
      changes(pageHinkley, Arrays.copyOf(values, at));
      var rest = Arrays.copyOfRange(values, at, values.length);
      var adwinAgain = Adwin.fromBytes(AdwinConfig.DEFAULTS, adwin.toBytes());
      var pageHinkleyAgain =
          PageHinkley.fromBytes(PageHinkleyConfig.DEFAULTS, pageHinkley.toBytes());
      assertThat(changes(adwinAgain, rest)).isEqualTo(changes(adwin, rest));
      assertThat(changes(pageHinkleyAgain, rest)).isEqualTo(changes(pageHinkley, rest));
      assertThat(adwinAgain.toBytes()).isEqualTo(adwin.toBytes());
      assertThat(pageHinkleyAgain.toBytes()).isEqualTo(pageHinkley.toBytes());
    }
  }

  @Test
  void adwinState_growsWithTheLogarithm() {
    var adwin = new Adwin(AdwinConfig.DEFAULTS);
    var random = new Random(9);
    for (int i = 0; i < 100_000; i++) {
      adwin.add(random.nextDouble());
    }
    assertThat(adwin.width()).isGreaterThan(50_000);
    assertThat(adwin.toBytes().length).isLessThan(1600);
  }

  @Test
  void wrongInput_isRefused() {
    var adwin = new Adwin(AdwinConfig.DEFAULTS);
    assertThatThrownBy(() -> adwin.add(Double.NaN)).hasMessage("value NaN is not finite");
    assertThat(adwin.width()).isZero();
    assertThatThrownBy(() -> new AdwinConfig(0, 32, 5, 1)).hasMessageContaining("delta: 0.0");
    assertThatThrownBy(() -> Adwin.fromBytes(AdwinConfig.DEFAULTS, new byte[] {7, 1}))
        .hasMessage("ADWIN state: version 7, but version 1 is read");
    assertThatThrownBy(() -> Adwin.fromBytes(AdwinConfig.DEFAULTS, new byte[] {1, 1}))
        .hasMessageContaining("cut off");
  }
}
