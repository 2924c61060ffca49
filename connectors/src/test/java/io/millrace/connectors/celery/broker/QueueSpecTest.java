package io.millrace.connectors.celery.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueSpecTest {
  @Test
  void queues_haveCelerysArguments() {
    assertThat(QueueSpec.parse("celery").arguments()).isEmpty();
    assertThat(QueueSpec.parse("gpu:max-priority=10").arguments())
        .isEqualTo(Map.of("x-max-priority", 10));
    assertThat(QueueSpec.parse("qq:quorum").arguments())
        .isEqualTo(Map.of("x-queue-type", "quorum"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueSpec.parse("q:max-priority=300"))
        .withMessageContaining("\"300\" is not from 1 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueSpec.parse("q:lazy"))
        .withMessageContaining("\"lazy\" is neither");
  }
}
