package io.millrace.connectors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.deployer.TurnedClock;
import io.millrace.connectors.node.LossDetector.Loss;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LossDetectorTest {
  private static final PoolName POOL = new PoolName("edge");
  private static final PoolName OTHER = new PoolName("cloud");
  private static final NodeName N1 = new NodeName("n1");
  private static final NodeName N2 = new NodeName("n2");

  private final TurnedClock clock = new TurnedClock();
  private final LossDetector detector = new LossDetector(Duration.ofSeconds(10), clock);

  @Test
  void silentNode_isLostOnce_afterTheStatedTime() {
    var heard = clock.instant();
    detector.heard(POOL, N1);
    clock.turn(Duration.ofSeconds(10));
    assertThat(detector.losses()).isEmpty();
    clock.turn(Duration.ofMillis(1));

    assertThat(detector.losses()).containsExactly(new Loss(POOL, N1, heard, clock.instant()));
    clock.turn(Duration.ofMinutes(1));
    assertThat(detector.losses()).isEmpty();
  }

  @Test
  void nodeThatIsHeard_isNotLost_andOneThatComesBackIsKnown() {
    assertThat(detector.heard(POOL, N1)).isFalse();
    assertThat(detector.heard(POOL, N2)).isFalse();
    clock.turn(Duration.ofSeconds(9));
    assertThat(detector.heard(POOL, N2)).isFalse();
    clock.turn(Duration.ofSeconds(9));

    assertThat(detector.losses()).extracting(Loss::node).containsExactly(N1);
    assertThat(detector.heard(POOL, N1)).isTrue();
    assertThat(detector.heard(POOL, N1)).isFalse();
    clock.turn(Duration.ofSeconds(2));
    assertThat(detector.losses())
        .as("the other went silent")
        .extracting(Loss::node)
        .containsExactly(N2);
  }

  @Test
  void poolsWithNodesOfOneName_areApart() {
    detector.heard(POOL, N1);
    clock.turn(Duration.ofSeconds(6));
    detector.heard(OTHER, N1);
    clock.turn(Duration.ofSeconds(6));

    assertThat(detector.losses()).extracting(Loss::pool).containsExactly(POOL);
  }

  @Test
  void removedNode_isNotMissed() {
    detector.heard(POOL, N1);
    detector.forget(POOL, N1);
    detector.forget(OTHER, N1);
    clock.turn(Duration.ofMinutes(1));

    assertThat(detector.losses()).isEmpty();
  }

  @Test
  void listenerThatWasAway_blamesNobody() {
    detector.heard(POOL, N1);
    clock.turn(Duration.ofMinutes(1));
    detector.beginAnew();
    assertThat(detector.losses()).isEmpty();
    clock.turn(Duration.ofSeconds(11));

    assertThat(detector.losses()).extracting(Loss::node).containsExactly(N1);
    detector.beginAnew();
    clock.turn(Duration.ofSeconds(11));
    assertThat(detector.losses()).as("it is lost already").isEmpty();
  }

  @Test
  void silenceOfNothing_isRefused() {
    assertThatThrownBy(() -> new LossDetector(Duration.ZERO, clock))
        .hasMessage("silence PT0S after which a node is lost: it must be more than 0");
  }
}
