package io.millrace.ingress.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.millrace.ingress.http.RefusedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final Admission admission = new Admission(200, 0);

  private void enter(int calls) {
    for (int i = 0; i < calls; i++) {
      admission.enter(SECOND);
    }
  }

  @Test
  void beyondTheMost_isRefused() {
    enter(200);
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> admission.enter(SECOND))
        .withMessageContaining("200 calls wait")
        .satisfies(e -> assertThat(e.retryAfterSeconds()).isEqualTo(1));
  }

  @Test
  void afterOneLeft_thereIsRoom() {
    enter(200);
    admission.leave(true);
    assertThatNoException().isThrownBy(() -> admission.enter(SECOND));
  }

  @Test
  void slowDrain_refusesWhatCannotBeDoneInTime() {
    enter(150);
    admission.measure(1);
    for (int i = 0; i < 25; i++) {
      admission.leave(true);
    }
    admission.measure(1_000_000_001L);
    // 125 wait and 25 a second are answered: 5 s.
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> admission.enter(SECOND))
        .satisfies(e -> assertThat(e.retryAfterSeconds()).isEqualTo(4));
    assertThatNoException().isThrownBy(() -> admission.enter(Duration.ofSeconds(6)));
  }

  @Test
  void fewSlowCalls_sayNothingAboutTheDrainRate() {
    enter(10);
    admission.measure(1);
    admission.leave(true);
    admission.measure(1_000_000_001L);
    assertThatNoException().isThrownBy(() -> admission.enter(Duration.ofMillis(1)));
  }

  @Test
  void closed_takesNoMore() {
    admission.close();
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> admission.enter(SECOND))
        .withMessageContaining("shutting down");
  }
}
