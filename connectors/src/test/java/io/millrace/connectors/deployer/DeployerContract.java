package io.millrace.connectors.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.model.deployment.AllocationId;
import io.millrace.model.deployment.Epoch;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every deployer does; a new one extends this and gives itself. */
public abstract class DeployerContract {
  /** Another one on the same nodes each time, as after a restart; who gives it closes it. */
  protected abstract Deployer deployer();

  protected abstract DeployNode node();

  protected abstract DeployNode otherNode();

  /** A container that runs until it is stopped. */
  protected abstract ContainerSpec lasting();

  private List<ObservedInstance> seen() throws DeployException {
    return deployer().observe(node(), Wishes.POOL);
  }

  @Test
  public void node_hasNothingAtFirst() throws DeployException {
    assertThat(seen()).isEmpty();
  }

  @Test
  public void created_isSeenByAnotherDeployer() throws DeployException {
    deployer().create(node(), Wishes.instance("a1", 7, node(), lasting()));

    assertThat(seen()).singleElement().satisfies(instance -> {
      assertThat(instance.key()).isEqualTo(Wishes.key("a1"));
      assertThat(instance.epoch()).isEqualTo(new Epoch(7));
      assertThat(instance.node()).isEqualTo(node().name());
      assertThat(instance.state()).isNotEqualTo(ObservedInstance.State.CREATED);
    });
  }

  @Test
  public void createdTwice_isThereOnce() throws DeployException {
    var wish = Wishes.instance("a1", 7, node(), lasting());
    deployer().create(node(), wish);
    var first = seen();
    deployer().create(node(), wish);

    assertThat(seen())
        .extracting(ObservedInstance::handle)
        .containsExactly(first.get(0).handle());
  }

  @Test
  public void createdAtAnotherEpoch_isRefused() throws DeployException {
    deployer().create(node(), Wishes.instance("a1", 7, node(), lasting()));

    assertThatThrownBy(() -> deployer().create(node(), Wishes.instance("a1", 8, node(), lasting())))
        .asInstanceOf(type(DeployException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DeployException.Kind.REFUSED))
        .satisfies(e -> assertThat(e.reason()).contains("epoch 7"));
    assertThat(seen()).extracting(ObservedInstance::epoch).containsExactly(new Epoch(7));
  }

  @Test
  public void removed_isGone_andAgainIsNoError() throws DeployException {
    var spec = lasting().withPorts(PublishedPort.tcp(8080)).withEnvironment(Map.of("A", "b"));
    deployer().create(node(), Wishes.instance("a1", 7, node(), spec));
    deployer().create(node(), Wishes.instance("a2", 7, node(), spec));
    for (var instance : seen()) {
      deployer().remove(node(), instance);
      deployer().remove(node(), instance);
    }

    assertThat(seen()).isEmpty();
  }

  @Test
  public void removing_whatWasMadeAnew_leavesIt() throws DeployException {
    deployer().create(node(), Wishes.instance("a1", 7, node(), lasting()));
    var old = seen().get(0);
    deployer().remove(node(), old);
    deployer().create(node(), Wishes.instance("a1", 8, node(), lasting()));
    deployer().remove(node(), old);

    assertThat(seen()).extracting(ObservedInstance::epoch).containsExactly(new Epoch(8));
  }

  @Test
  public void pools_areApart() throws DeployException {
    var cloud = new InstanceKey(new PoolName("cloud"), new AllocationId("a1"));
    deployer().create(node(), Wishes.instance("a1", 1, node(), lasting()));
    deployer().create(node(), Wishes.instance(cloud, 2, node(), lasting()));

    assertThat(seen()).extracting(ObservedInstance::key).containsExactly(Wishes.key("a1"));
    assertThat(deployer().observe(node(), cloud.pool()))
        .extracting(ObservedInstance::key)
        .containsExactly(cloud);
  }

  @Test
  public void nodes_areApart() throws DeployException {
    deployer().create(node(), Wishes.instance("a1", 1, node(), lasting()));
    deployer().create(otherNode(), Wishes.instance("a2", 1, otherNode(), lasting()));

    assertThat(seen()).extracting(ObservedInstance::key).containsExactly(Wishes.key("a1"));
    assertThat(deployer().observe(otherNode(), Wishes.POOL))
        .extracting(ObservedInstance::key)
        .containsExactly(Wishes.key("a2"));
  }

  @Test
  public void strangeNames_comeBackAsTheyWere() throws DeployException {
    var keys = List.of(
        Wishes.key("a.b"),
        Wishes.key("a/b"),
        Wishes.key("a-b"),
        Wishes.key("A-B"),
        Wishes.key("node:1#" + "x".repeat(200)),
        Wishes.key("node:1#" + "x".repeat(201)));
    for (var key : keys) {
      deployer().create(node(), Wishes.instance(key, 1, node(), lasting()));
    }

    assertThat(seen()).extracting(ObservedInstance::key).containsExactlyInAnyOrderElementsOf(keys);
  }
}
