package io.millrace.connectors.docker;

import io.millrace.connectors.deployer.DeployConfig;
import io.millrace.connectors.deployer.DeploymentLoop;
import io.millrace.connectors.deployer.RecordedReports;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.DesiredState;
import io.millrace.model.node.DeployNode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A deployer in a process of its own, to be killed: it carries out the state of an epoch until it ends. */
final class DeployerProcess {
  private static final int INSTANCES = 4;

  private DeployerProcess() {}

  /**
   * What shall run at an epoch: a part of it as before, a part decided anew, a part on the other node.
   *
   * @param epoch from 1
   */
  static DesiredState state(long epoch, List<DeployNode> nodes) {
    var instances = new ArrayList<DesiredInstance>();
    for (int i = 0; i < INSTANCES; i++) {
      var node = nodes.get(i % nodes.size());
      instances.add(Wishes.instance("stays-" + i, 1, node, Engines.lasting()));
      instances.add(Wishes.instance("anew-" + i, epoch, node, Engines.lasting()));
      var moved = nodes.get((int) ((i + epoch) % nodes.size()));
      instances.add(Wishes.instance("moves-" + epoch + "-" + i, epoch, moved, Engines.lasting()));
    }
    return Wishes.state(epoch, nodes, instances.toArray(DesiredInstance[]::new));
  }

  /** The epoch, and the addresses of the nodes. It runs until its input ends. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws IOException {
    var nodes = new ArrayList<DeployNode>();
    for (int i = 1; i < arguments.length; i++) {
      nodes.add(Wishes.node("n" + i, arguments[i]));
    }
    var config = DeployConfig.USUAL.withResync(Duration.ofMillis(500));
    try (var deployer = new DockerDeployer(Engines.CONFIG);
        var loop =
            new DeploymentLoop(deployer, new RecordedReports(), config, InstantSource.system())) {
      loop.want(state(Long.parseLong(arguments[0]), nodes));
      System.out.println("begun");
      while (System.in.read() >= 0) {
        // Until the end.
      }
    }
  }
}
