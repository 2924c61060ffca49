package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import io.millrace.port.Deployer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes manifests to a folder, for people and tools that apply them: a file for each object, named after kind and name.
 * The folder holds what shall run; what became of it is not seen here.
 */
public final class ManifestFolder implements Deployer {
  private static final String DEPLOYMENT = "deployment-";
  private static final String CONFIG_MAP = "configmap-";
  private static final String SERVICE = "service-";
  private static final String YAML = ".yaml";

  private final Path folder;

  public ManifestFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public synchronized List<ObservedInstance> observe(DeployNode node, PoolName pool)
      throws DeployException {
    return attempt("manifests cannot be read", () -> {
      var seen = new ArrayList<ObservedInstance>();
      for (var written : all()) {
        var marks = written.marks;
        if (marks.key().pool().equals(pool) && marks.node().equals(node.name())) {
          seen.add(new ObservedInstance(
              marks.key(),
              marks.epoch(),
              marks.node(),
              marks.handle(),
              isComplete(written) ? State.PENDING : State.CREATED,
              written.at,
              null));
        }
      }
      return seen;
    });
  }

  private boolean isComplete(Written written) {
    return Files.exists(file(CONFIG_MAP, written.marks.objectName()))
        && (!KubernetesDeployer.hasPorts(written.deployment)
            || Files.exists(file(SERVICE, written.marks.serviceName())));
  }

  private List<Written> all() throws IOException {
    var all = new ArrayList<Written>();
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (var files = Files.newDirectoryStream(folder, DEPLOYMENT + "*" + YAML)) {
      for (var file : files) {
        var deployment = Serialization.unmarshal(Files.readString(file), Deployment.class);
        var marks = InstanceMarks.read(deployment);
        if (marks != null) {
          all.add(new Written(deployment, marks, Files.getLastModifiedTime(file).toInstant()));
        }
      }
    }
    return all;
  }

  @Override
  public synchronized void create(DeployNode node, DesiredInstance instance)
      throws DeployException {
    var manifests = Manifests.of(instance);
    requireEpoch(instance);
    attempt("manifests of instance %s cannot be written".formatted(instance.key()), () -> {
      Files.createDirectories(folder);
      // As in a cluster: the Deployment, by which the others are found again, first.
      write(DEPLOYMENT, manifests.deployment().getMetadata().getName(), manifests.deployment());
      write(CONFIG_MAP, manifests.environment().getMetadata().getName(), manifests.environment());
      var service = manifests.service();
      if (service != null) {
        write(SERVICE, service.getMetadata().getName(), service);
      }
      return true;
    });
  }

  private void requireEpoch(DesiredInstance instance) throws DeployException {
    for (var written : attempt("manifests cannot be read", this::all)) {
      var there = written.marks;
      if (there.key().equals(instance.key()) && !there.epoch().equals(instance.epoch())) {
        throw new DeployException(
            Kind.REFUSED,
            "manifests of instance %s cannot be written: folder %s has some of epoch %s"
                .formatted(instance.key(), folder, there.epoch()));
      }
    }
  }

  // What is half written is never seen under its name.
  private void write(String kind, String name, Object manifest) throws IOException {
    var text = Serialization.asYaml(manifest);
    var file = file(kind, name);
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    var half = Files.createTempFile(folder, ".", ".part");
    Files.writeString(half, text);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public synchronized void remove(DeployNode node, ObservedInstance instance)
      throws DeployException {
    attempt("manifests of instance %s cannot be removed".formatted(instance.key()), () -> {
      var all = all();
      for (var written : all) {
        if (written.marks.handle().equals(instance.handle())) {
          remove(written.marks, all);
        }
      }
      return true;
    });
  }

  private void remove(InstanceMarks marks, List<Written> all) throws IOException {
    long siblings = all.stream()
        .filter(other -> other.marks.serviceName().equals(marks.serviceName()))
        .count();
    if (siblings <= 1) {
      Files.deleteIfExists(file(SERVICE, marks.serviceName()));
    }
    Files.deleteIfExists(file(CONFIG_MAP, marks.objectName()));
    Files.deleteIfExists(file(DEPLOYMENT, marks.objectName()));
  }

  /** Nothing ever happens to a file by itself. */
  @Override
  public Watch watch(DeployNode node, PoolName pool, Listener listener) {
    return () -> {};
  }

  private Path file(String kind, String name) {
    return folder.resolve(kind + name + YAML);
  }

  private <T> T attempt(String what, Attempt<T> attempt) throws DeployException {
    try {
      return Objects.requireNonNull(attempt.run());
    } catch (NoSuchFileException e) {
      throw new DeployException(
          Kind.UNREACHABLE, "%s in folder %s: %s is gone".formatted(what, folder, e.getFile()), e);
    } catch (IOException e) {
      throw new DeployException(
          Kind.UNREACHABLE, "%s in folder %s: %s".formatted(what, folder, e.getMessage()), e);
    }
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  private record Written(Deployment deployment, InstanceMarks marks, Instant at) {}

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "ManifestFolder{%s}".formatted(folder);
  }
}
