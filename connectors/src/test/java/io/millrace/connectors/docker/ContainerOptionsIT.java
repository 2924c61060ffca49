package io.millrace.connectors.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.DeviceRequest;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.PublishedPort.HostPort;
import io.millrace.model.deployment.container.Resources;
import io.millrace.model.deployment.container.Resources.CpuLimit;
import io.millrace.model.deployment.container.Resources.MemoryLimit;
import io.millrace.model.deployment.container.RestartPolicy;
import io.millrace.model.node.DeployNode;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import io.millrace.testing.docker.DockerEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a container may use is what the kernel lets it use, as seen from outside the client. */
@Tag("docker")
class ContainerOptionsIT {
  private static DockerEngine engine;

  private final DockerDeployer deployer = new DockerDeployer(Engines.CONFIG);

  @BeforeAll
  static void start() {
    engine = DockerEngine.start();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @AfterEach
  void clear() throws DeployException {
    for (var instance : deployer.observe(node(), Wishes.POOL)) {
      deployer.remove(node(), instance);
    }
    deployer.close();
  }

  private static DeployNode node() {
    return Engines.node("n1", engine);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String create(String allocation, ContainerSpec spec) throws DeployException {
    deployer.create(node(), Wishes.instance(allocation, 3, node(), spec));
    return Engines.name(Wishes.key(allocation));
  }

  private static String field(String container, String path) {
    return engine.docker("inspect", "-f", "{{" + path + "}}", container);
  }

  @Test
  void limits_areThoseOfTheKernel() throws Exception {
    var name = create(
        "a1",
        Engines.lasting()
            .withResources(
                Resources.of(new CpuLimit(250), new MemoryLimit(32L << 20)).onCores(List.of(1))));

    assertThat(engine.docker("exec", name, "grep", "Cpus_allowed_list", "/proc/self/status"))
        .endsWith("1");
    assertThat(field(name, ".HostConfig.NanoCpus")).isEqualTo("250000000");
    assertThat(cgroup(engine.pid(name))).isEqualTo(List.of("25000", String.valueOf(32 << 20)));
  }

  /** CPU time of each 100 ms in microseconds, and bytes of memory, from cgroups of either version. */
  private static List<String> cgroup(long pid) throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
      var parts = line.split(":", 3);
      if (parts[1].isEmpty() && !parts[2].equals("/")) {
        var folder = Path.of("/sys/fs/cgroup" + parts[2]);
        if (Files.exists(folder.resolve("cpu.max"))) {
          return List.of(
              Files.readString(folder.resolve("cpu.max")).split(" ", -1)[0],
              Files.readString(folder.resolve("memory.max")).strip());
        }
      } else if (parts[1].equals("memory")) {
        return List.of(
            Files.readString(Path.of("/sys/fs/cgroup/cpu" + parts[2], "cpu.cfs_quota_us"))
                .strip(),
            Files.readString(Path.of("/sys/fs/cgroup/memory" + parts[2], "memory.limit_in_bytes"))
                .strip());
      }
    }
    throw new AssertionError("process %d has no cgroup".formatted(pid));
  }

  // Now and then the engine tells of the end before it knows of the reason.
  @Test
  @Tag("soak")
  void moreMemoryThanAllowed_endsIt_andTheReasonIsTold() throws Exception {
    var told = new LinkedBlockingQueue<String>();
    try (var watch = deployer.watch(node(), Wishes.POOL, new Reasons(told))) {
      assertThat(watch).isNotNull();
      create(
          "a1",
          Engines.lasting()
              .withCommand("dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1")
              .withRestart(RestartPolicy.NEVER)
              .withResources(Resources.of(CpuLimit.NONE, new MemoryLimit(16L << 20))));
      soon().untilAsserted(() -> assertThat(told).contains("out of memory, exit code 137"));
    }
  }

  @Test
  void environmentAndLabels_areThere() throws Exception {
    var name = create(
        "a1",
        Engines.lasting()
            .withEnvironment(Map.of("MODEL", "a b=c"))
            .withLabels(Map.of("team", "vision")));

    assertThat(engine.docker("exec", name, "sh", "-c", "echo \"$MODEL\"")).isEqualTo("a b=c");
    assertThat(field(name, "json .Config.Labels"))
        .isEqualTo(
            "{\"io.millrace.allocation\":\"a1\",\"io.millrace.epoch\":\"3\",\"io.millrace.pool\":\"edge\",\"io.millrace.service\":\"detector\",\"team\":\"vision\"}");
  }

  @Test
  void publishedPort_answers() throws Exception {
    int port = freePort();
    create(
        "a1",
        Engines.lasting()
            .withCommand("httpd", "-f", "-p", "8080", "-h", "/www")
            .withPorts(PublishedPort.tcp(8080, new HostPort("127.0.0.1", port))));

    var request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/index.html".formatted(port)))
        .build();
    soon()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body())
            .isEqualTo("millrace\n"));
  }

  @Test
  void takenPort_isRefused_andUsedWhenItIsFree() throws Exception {
    var spec = Engines.lasting();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      spec =
          spec.withPorts(PublishedPort.tcp(8080, new HostPort("127.0.0.1", taken.getLocalPort())));
      var wish = Wishes.instance("a1", 3, node(), spec);
      assertThatThrownBy(() -> deployer.create(node(), wish))
          .isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.REFUSED);
            assertThat(e.reason()).contains("address already in use");
          });
      assertThat(state()).isEqualTo(State.CREATED);
    }
    create("a1", spec);

    assertThat(state()).isEqualTo(State.RUNNING);
  }

  private State state() throws DeployException {
    return deployer.observe(node(), Wishes.POOL).stream()
        .map(ObservedInstance::state)
        .findFirst()
        .orElseThrow();
  }

  /** There is no such device here; that the engine asks its driver for it shows that it understood. */
  @Test
  void devices_areAskedFor() throws Exception {
    var spec = Engines.lasting()
        .withResources(Resources.NONE.withDevices(DeviceRequest.nvidia("0", "GPU-7")));
    assertThatThrownBy(() -> create("a1", spec))
        .isInstanceOfSatisfying(DeployException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.REFUSED);
          assertThat(e.reason()).contains("could not select device driver \"nvidia\"");
        });

    assertThat(field(Engines.name(Wishes.key("a1")), "json .HostConfig.DeviceRequests"))
        .isEqualTo(
            "[{\"Driver\":\"nvidia\",\"Count\":0,\"DeviceIDs\":[\"0\",\"GPU-7\"],\"Capabilities\":[[\"gpu\"]],\"Options\":null}]");
  }

  @Test
  void moreThanTheMachineHas_isRefused() {
    var spec =
        Engines.lasting().withResources(Resources.of(new CpuLimit(10_000_000), MemoryLimit.NONE));

    assertThatThrownBy(() -> create("a1", spec))
        .isInstanceOfSatisfying(
            DeployException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining("Range of CPUs");
  }

  @Test
  void missingImage_isNotAskedFor_whereNoneArePulled() {
    try (var frugal = new DockerDeployer(Engines.CONFIG.withPull(DockerConfig.Pull.NEVER))) {
      var wish = Wishes.instance("a1", 3, node(), ContainerSpec.of("no-such-image:1"));
      assertThatThrownBy(() -> frugal.create(node(), wish))
          .isInstanceOfSatisfying(
              DeployException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IMAGE_MISSING))
          .hasMessageContaining("no-such-image:1");
    }
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }
}
