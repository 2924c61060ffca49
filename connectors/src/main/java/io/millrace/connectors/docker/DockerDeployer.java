package io.millrace.connectors.docker;

import static io.millrace.connectors.docker.DockerFailures.call;
import static io.millrace.connectors.docker.DockerFailures.run;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import io.millrace.port.Deployer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs instances as containers of Docker engines, one engine a node. */
public final class DockerDeployer implements Deployer {
  private static final int LOOKS = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final DockerConfig config;
  private final DockerEngines engines;

  public DockerDeployer(DockerConfig config) {
    this.config = config;
    engines = new DockerEngines(config);
  }

  @Override
  public List<ObservedInstance> observe(DeployNode node, PoolName pool) throws DeployException {
    var engine = engines.at(node.address());
    var containers = call(
        "containers of node %s cannot be listed".formatted(node),
        () -> engine
            .calls()
            .listContainersCmd()
            .withShowAll(true)
            .withLabelFilter(Map.of(InstanceLabels.POOL, pool.value()))
            .exec());
    var seen = new ArrayList<ObservedInstance>();
    for (Container container : containers) {
      var inspected = inspect(engine, container.getId());
      var instance = inspected == null ? null : Inspection.read(inspected, node.name());
      if (instance != null) {
        seen.add(instance);
      }
    }
    return seen;
  }

  @Override
  public void create(DeployNode node, DesiredInstance instance) throws DeployException {
    var engine = engines.at(node.address());
    var name = InstanceLabels.name(instance.key());
    var there = inspect(engine, name);
    if (there == null) {
      make(engine, instance);
      start(engine, name);
      return;
    }
    var seen = Inspection.read(there, node.name());
    if (seen == null
        || !seen.key().equals(instance.key())
        || !seen.epoch().equals(instance.epoch())) {
      throw new DeployException(
          Kind.REFUSED,
          "container %s cannot be made: node %s has one of that name%s"
              .formatted(name, node, seen == null ? "" : " of epoch " + seen.epoch()));
    }
    if (seen.state() == State.CREATED || seen.state() == State.ENDED) {
      start(engine, name);
    }
  }

  private static void make(DockerConnection engine, DesiredInstance instance)
      throws DeployException {
    var name = InstanceLabels.name(instance.key());
    if (!call("container %s cannot be made".formatted(name), () -> made(engine, instance))) {
      engine.pulls().bring(instance.container().image());
      if (!call("container %s cannot be made".formatted(name), () -> made(engine, instance))) {
        throw new DeployException(
            Kind.IMAGE_MISSING,
            "image %s was pulled, but is not there"
                .formatted(instance.container().image()));
      }
    }
  }

  /** False if the image is missing. */
  private static boolean made(DockerConnection engine, DesiredInstance instance) {
    try (var request = engine.calls().createContainerCmd(instance.container().image())) {
      ContainerRequest.fill(request, instance);
      request.exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    } catch (ConflictException e) {
      // Another deployer was faster; whose container it is shows when it is looked at next.
      return true;
    }
  }

  private static void start(DockerConnection engine, String name) throws DeployException {
    run("container %s cannot be started".formatted(name), () -> {
      try (var request = engine.calls().startContainerCmd(name)) {
        request.exec();
      } catch (NotModifiedException e) {
        // It runs already, which is what is wanted.
        return;
      }
    });
  }

  @Override
  public void remove(DeployNode node, ObservedInstance instance) throws DeployException {
    var engine = engines.at(node.address());
    var what = "container %s of node %s cannot be removed".formatted(instance.handle(), node);
    try {
      if (instance.state() != State.CREATED && instance.state() != State.ENDED) {
        run(what, () -> stop(engine, instance.handle()));
      }
      run(what, () -> removed(engine, instance.handle()));
    } catch (DeployException e) {
      if (!(e.getCause() instanceof NotFoundException)) {
        throw e;
      }
    }
  }

  private void stop(DockerConnection engine, String handle) {
    try (var request = engine.calls().stopContainerCmd(handle)) {
      request.withTimeout((int) config.stop().toSeconds()).exec();
    } catch (NotModifiedException e) {
      // It has ended by itself.
      return;
    }
  }

  private static void removed(DockerConnection engine, String handle) {
    try (var request = engine.calls().removeContainerCmd(handle)) {
      request.withForce(true).withRemoveVolumes(true).exec();
    } catch (ConflictException e) {
      // Someone else's removal is under way; one that has got stuck is to be tried again.
      if (!isGoneSoon(engine, handle)) {
        throw e;
      }
    }
  }

  private static boolean isGoneSoon(DockerConnection engine, String handle) {
    for (int i = 0; i < LOOKS; i++) {
      try (var request = engine.calls().inspectContainerCmd(handle)) {
        request.exec();
      } catch (NotFoundException e) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return false;
  }

  @Override
  public Watch watch(DeployNode node, PoolName pool, Listener listener) throws DeployException {
    var engine = engines.at(node.address());
    var what = "events of node %s cannot be followed".formatted(node);
    // The stream only shows that there is no engine by ending; this says so at once.
    run(what, () -> engine.calls().pingCmd().exec());
    var events = new EngineEvents(node.name(), listener);
    call(
        what,
        () -> engine
            .streams()
            .eventsCmd()
            .withLabelFilter(Map.of(InstanceLabels.POOL, pool.value()))
            .withEventFilter(EngineEvents.ACTIONS)
            .exec(events));
    try {
      events.awaitStarted(config.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return events;
  }

  private static @Nullable InspectContainerResponse inspect(DockerConnection engine, String name)
      throws DeployException {
    return call("container %s cannot be looked at".formatted(name), () -> {
          try (var request = engine.calls().inspectContainerCmd(name)) {
            return new Found(request.exec());
          } catch (NotFoundException e) {
            // Gone, or never there.
            return new Found(null);
          }
        })
        .container;
  }

  private record Found(@Nullable InspectContainerResponse container) {}

  @Override
  public void close() {
    engines.close();
  }

  @Override
  public String toString() {
    return "DockerDeployer{stop=%s, pull=%s}".formatted(config.stop(), config.pull());
  }
}
