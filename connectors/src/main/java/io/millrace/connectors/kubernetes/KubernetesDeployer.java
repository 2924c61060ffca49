package io.millrace.connectors.kubernetes;

import static io.millrace.connectors.kubernetes.KubernetesFailures.call;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import io.millrace.port.Deployer;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs instances as Deployments of one pod each, pinned to the node that was chosen. A Deployment is made first and goes
 * last, since an instance is found by it; what belongs to it and is missing is made good.
 */
public final class KubernetesDeployer implements Deployer {
  private final KubernetesClient client;
  private final String namespace;
  private final InstantSource clock;

  /** @param client is closed with this */
  KubernetesDeployer(KubernetesClient client, String namespace, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
    // What fails is tried again by who calls, with the state as it is then.
    client.getConfiguration().setRequestRetryBackoffLimit(0);
  }

  /** The cluster and namespace that a kubeconfig file points to. It connects when it is used. */
  public static KubernetesDeployer of(Path kubeconfig, InstantSource clock) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    var namespace = config.getNamespace();
    return new KubernetesDeployer(
        new KubernetesClientBuilder().withConfig(config).build(),
        namespace == null ? "default" : namespace,
        clock);
  }

  @Override
  public List<ObservedInstance> observe(DeployNode node, PoolName pool) throws DeployException {
    return call("instances of node %s cannot be listed".formatted(node), () -> {
      // Before the Deployments, of which each is made before what belongs to it: so none seems
      // complete that is not.
      var environments = names(client.configMaps().inNamespace(namespace).withLabels(labels(pool)));
      var services = names(client.services().inNamespace(namespace).withLabels(labels(pool)));
      var pods = pods(node.name(), pool);
      var seen = new ArrayList<ObservedInstance>();
      for (var deployment : client
          .apps()
          .deployments()
          .inNamespace(namespace)
          .withLabels(labels(node.name(), pool))
          .list()
          .getItems()) {
        var marks = InstanceMarks.read(deployment);
        if (marks != null && marks.key().pool().equals(pool) && marks.node().equals(node.name())) {
          boolean complete = environments.contains(marks.objectName())
              && (!hasPorts(deployment) || services.contains(marks.serviceName()));
          seen.add(observed(deployment, marks, complete, pods.get(marks.handle())));
        }
      }
      return seen;
    });
  }

  private static Set<String> names(
      Listable<? extends KubernetesResourceList<? extends HasMetadata>> objects) {
    return objects.list().getItems().stream()
        .map(object -> object.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  static boolean hasPorts(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .anyMatch(container -> !container.getPorts().isEmpty());
  }

  private static ObservedInstance observed(
      Deployment deployment, InstanceMarks marks, boolean complete, @Nullable PodView pod) {
    var state = !complete ? State.CREATED : pod == null ? State.PENDING : pod.state();
    var created = deployment.getMetadata().getCreationTimestamp();
    var since =
        pod != null ? pod.since() : created == null ? Instant.EPOCH : Instant.parse(created);
    return new ObservedInstance(
        marks.key(), marks.epoch(), marks.node(), marks.handle(), state, since, null);
  }

  /** The youngest of each instance: while one is replaced there are two. */
  private Map<String, PodView> pods(NodeName node, PoolName pool) {
    var youngest = new HashMap<String, PodView>();
    for (Pod pod : client
        .pods()
        .inNamespace(namespace)
        .withLabels(labels(node, pool))
        .list()
        .getItems()) {
      var view = PodView.of(pod);
      if (view != null && !view.isEnding()) {
        youngest.merge(
            view.marks().handle(),
            view,
            (one, other) -> other.created().isBefore(one.created()) ? one : other);
      }
    }
    return youngest;
  }

  private static Map<String, String> labels(PoolName pool) {
    return Map.of(InstanceMarks.POOL, KubernetesNames.label(pool.value()));
  }

  private static Map<String, String> labels(NodeName node, PoolName pool) {
    return Map.of(
        InstanceMarks.POOL,
        KubernetesNames.label(pool.value()),
        InstanceMarks.NODE,
        KubernetesNames.label(node.value()));
  }

  @Override
  public void create(DeployNode node, DesiredInstance instance) throws DeployException {
    var manifests = Manifests.of(instance);
    var what = "instance %s cannot be made on node %s".formatted(instance.key(), node);
    var there = call(what, () -> deployment(manifests.deployment()));
    var marks = InstanceMarks.read(there);
    if (marks == null || !marks.epoch().equals(instance.epoch())) {
      throw new DeployException(
          Kind.REFUSED,
          "%s: there is a Deployment %s%s"
              .formatted(
                  what,
                  there.getMetadata().getName(),
                  marks == null ? " of someone else" : " of epoch " + marks.epoch()));
    }
    call(what, () -> complete(manifests, there));
  }

  private Deployment deployment(Deployment wanted) {
    var named = client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(wanted.getMetadata().getName());
    var there = named.get();
    if (there != null) {
      return there;
    }
    try {
      return client.resource(wanted).inNamespace(namespace).create();
    } catch (KubernetesClientException e) {
      // Another deployer was faster.
      if (KubernetesFailures.is(e, HttpURLConnection.HTTP_CONFLICT)) {
        return named.require();
      }
      throw e;
    }
  }

  private boolean complete(Manifests manifests, Deployment owner) {
    var environment = manifests.environment();
    // Goes with its Deployment, whoever removes that.
    environment
        .getMetadata()
        .setOwnerReferences(List.of(new OwnerReferenceBuilder()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withName(owner.getMetadata().getName())
            .withUid(owner.getMetadata().getUid())
            .build()));
    put(environment);
    var service = manifests.service();
    if (service != null) {
      put(service);
    }
    return true;
  }

  private void put(HasMetadata object) {
    client.resource(object).inNamespace(namespace).createOr(existing -> existing.update());
  }

  @Override
  public void remove(DeployNode node, ObservedInstance instance) throws DeployException {
    var what = "instance %s cannot be removed from node %s".formatted(instance.key(), node);
    call(what, () -> {
      var name = KubernetesNames.instance(instance.key());
      var there =
          client.apps().deployments().inNamespace(namespace).withName(name).get();
      var marks = there == null ? null : InstanceMarks.read(there);
      if (marks != null && marks.handle().equals(instance.handle())) {
        remove(marks);
      }
      return true;
    });
  }

  private void remove(InstanceMarks marks) {
    var siblings = client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withLabels(marks.serviceLabels())
        .list()
        .getItems();
    if (siblings.size() <= 1) {
      client.services().inNamespace(namespace).withName(marks.serviceName()).delete();
    }
    client.configMaps().inNamespace(namespace).withName(marks.objectName()).delete();
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(marks.objectName())
        .delete();
  }

  @Override
  public Watch watch(DeployNode node, PoolName pool, Listener listener) throws DeployException {
    var events = new PodWatch(listener, clock);
    events.opened(call(
        "pods of node %s cannot be followed".formatted(node),
        () -> client
            .pods()
            .inNamespace(namespace)
            .withLabels(labels(node.name(), pool))
            .watch(events)));
    return events;
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "KubernetesDeployer{%s, namespace %s}".formatted(client.getMasterUrl(), namespace);
  }
}
