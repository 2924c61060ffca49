package io.millrace.ingress.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WindowStoreTest {
  private static List<WindowResult> all(WindowStore store, String application) {
    return Objects.requireNonNull(store.find(application, series -> true, span -> true)).stream()
        .map(KeptWindow::result)
        .sorted(Comparator.comparing(WindowResult::start))
        .toList();
  }

  @Test
  void result_comesBackAsItWas() {
    var store = new WindowStore(WindowStore.Limits.DEFAULTS);
    var result = Results.of("a", "s", "i", 3, 0.1, 0.2, 1e9);
    store.put(result);
    assertThat(all(store, "a")).containsExactly(result);
    assertThat(store.find("b", series -> true, span -> true)).isNull();
  }

  @Test
  void laterWord_replacesTheEarlier() {
    var store = new WindowStore(WindowStore.Limits.DEFAULTS);
    store.put(Results.of(Finality.PROVISIONAL, "a", "s", "i", 0, 1));
    var last = Results.of(Finality.FINAL, "a", "s", "i", 0, 1, 2);
    store.put(last);
    assertThat(all(store, "a")).containsExactly(last);
    assertThat(store.kept().windows()).isOne();
    assertThat(store.kept().evicted()).isZero();
  }

  @Test
  void series_keepsItsNewestWindows_andAnotherIsNotTouched() {
    var store = new WindowStore(new WindowStore.Limits(3, 1 << 20));
    store.put(Results.of("a", "s", "other", 0, 7));
    for (int minute = 0; minute < 10; minute++) {
      store.put(Results.of("a", "s", "i", minute, minute));
    }
    assertThat(all(store, "a"))
        .extracting(window -> window.values().min())
        .containsExactly(7.0, 7.0, 8.0, 9.0);
    assertThat(store.kept().evicted()).isEqualTo(7);
  }

  @Test
  void bytes_areBounded_theFirstThatCameGoes_andEmptySeriesAndApplicationsWithIt() {
    var store = new WindowStore(new WindowStore.Limits(100, 20_000));
    for (int i = 0; i < 5000; i++) {
      store.put(Results.of("a" + i, "s", "i", 0, i));
    }
    var kept = store.kept();
    assertThat(kept.bytes()).isBetween(15_000L, 20_000L);
    assertThat(kept.windows() + kept.evicted()).isEqualTo(5000);
    assertThat(store.applications()).hasSize(kept.windows());
    assertThat(store.names()).contains("a4999").doesNotContain("a0");
  }

  @Test
  void applications_areToldWithTheirExtent() {
    var store = new WindowStore(WindowStore.Limits.DEFAULTS);
    store.put(Results.of("b", "s", "i", 5, 1));
    store.put(Results.of("b", "s", "j", 2, 1));
    store.put(Results.of("b", "s", "j", 9, 1));
    assertThat(store.applications())
        .containsExactly(new WindowStore.Application(
            "b", 2, 3, Results.NOON.plusSeconds(120), Results.NOON.plusSeconds(600)));
  }
}
