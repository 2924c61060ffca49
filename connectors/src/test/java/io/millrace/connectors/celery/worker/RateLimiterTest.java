package io.millrace.connectors.celery.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  @Test
  void texts_areReadAsCeleryReadsThem() {
    assertThat(RateLimiter.parse("10/s")).isEqualTo(10);
    assertThat(RateLimiter.parse("30/m")).isEqualTo(0.5);
    assertThat(RateLimiter.parse("3600/h")).isEqualTo(1);
    assertThat(RateLimiter.parse("5")).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimiter.parse("10/d"))
        .withMessage("invalid rate limit string: '10/d'");
  }

  @Test
  void calls_areSpaced() {
    var rates = new RateLimiter();
    rates.set("t", 1.0);

    assertThat(rates.next("t")).isEqualTo(Duration.ZERO);
    assertThat(rates.next("t")).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(rates.next("t")).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(2));
    assertThat(rates.next("other")).isEqualTo(Duration.ZERO);
  }

  @Test
  void places_areGivenInOrder_andCanGrow() {
    var places = new Places(1);
    var ran = new java.util.ArrayList<Integer>();
    places.enter(() -> ran.add(1));
    places.enter(() -> ran.add(2));
    places.enter(() -> ran.add(3));
    assertThat(ran).containsExactly(1);
    places.leave();
    assertThat(ran).containsExactly(1, 2);
    places.change(1);
    assertThat(ran).containsExactly(1, 2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> places.change(-2))
        .withMessageStartingWith("Can't shrink pool");
  }
}
