package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.millrace.model.deployment.InstanceKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes a pod for each Deployment, gives it the status of one that runs, and lets it fail when it is told to. */
final class FakeKubelet implements Watcher<Deployment>, AutoCloseable {
  private final KubernetesClient client;
  private final Watch watch;
  /** Later with every change, as a kubelet's whole seconds are for changes that do not come at once. */
  private final AtomicLong seconds = new AtomicLong();

  private volatile boolean closed;
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  FakeKubelet(KubernetesClient client) {
    this.client = client;
    watch = client.apps().deployments().inNamespace(FakeCluster.NAMESPACE).watch(this);
  }

  @Override
  public void eventReceived(Action action, Deployment deployment) {
    try {
      follow(action, deployment);
    } catch (RuntimeException e) {
      // The test may end while pods are still being made.
      if (!closed) {
        throw e;
      }
    }
  }

  private void follow(Action action, Deployment deployment) {
    var name = deployment.getMetadata().getName() + "-pod";
    if (action == Action.ADDED) {
      var template = deployment.getSpec().getTemplate();
      var pod = new PodBuilder()
          .withNewMetadataLike(template.getMetadata())
          .withName(name)
          .withNamespace(FakeCluster.NAMESPACE)
          .withCreationTimestamp(tick())
          .endMetadata()
          .withSpec(template.getSpec())
          .build();
      client.resource(pod).create();
      set(name, first(pod));
    } else if (action == Action.DELETED) {
      client.pods().inNamespace(FakeCluster.NAMESPACE).withName(name).delete();
    }
  }

  private PodStatus first(Pod pod) {
    var container = pod.getSpec().getContainers().get(0);
    if (container.getImage().contains("no-such-image")) {
      var waiting = new ContainerStateBuilder()
          .withNewWaiting("no-such-image: not found", "ErrImagePull")
          .build();
      return status(waiting, null, false);
    }
    return status(running(), null, container.getReadinessProbe() == null);
  }

  private ContainerState running() {
    return new ContainerStateBuilder().withNewRunning(tick()).build();
  }

  private PodStatus status(ContainerState now, @Nullable ContainerState before, boolean ready) {
    return new PodStatusBuilder()
        .withPhase(now.getRunning() == null ? "Pending" : "Running")
        .addNewContainerStatus()
        .withName(PodContainer.NAME)
        .withState(now)
        .withLastState(before)
        .endContainerStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withLastTransitionTime(ready ? tick() : start.toString())
        .endCondition()
        .build();
  }

  private void set(String name, PodStatus status) {
    client
        .pods()
        .inNamespace(FakeCluster.NAMESPACE)
        .withName(name)
        .editStatus(pod -> new PodBuilder(pod).withStatus(status).build());
  }

  /** The process of an instance is killed, and started again by the kubelet. */
  void kill(InstanceKey key) {
    var over = new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(137)
        .withReason("Error")
        .withFinishedAt(tick())
        .endTerminated()
        .build();
    set(name(key), status(running(), over, true));
  }

  /** Whether a pod is ready turns. */
  void ready(InstanceKey key, boolean ready) {
    var name = name(key);
    var pod = client.pods().inNamespace(FakeCluster.NAMESPACE).withName(name).require();
    var state = pod.getStatus().getContainerStatuses().get(0).getState();
    var status = status(state, null, ready);
    status.getConditions().get(0).setLastTransitionTime(tick());
    set(name, status);
  }

  private static String name(InstanceKey key) {
    return KubernetesNames.instance(key) + "-pod";
  }

  private String tick() {
    return start.plusSeconds(seconds.incrementAndGet()).toString();
  }

  @Override
  public void onClose(WatcherException cause) {
    throw new AssertionError("the mock server has lost its kubelet", cause);
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
  }
}
