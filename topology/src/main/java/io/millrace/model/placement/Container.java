package io.millrace.model.placement;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an instance runs.
 *
 * @param command replaces the image's; empty: the image's
 * @param env in the order of the names
 * @param health how it is asked whether it works; null: it works when it runs
 */
public record Container(
    String image,
    List<String> command,
    List<Port> ports,
    Map<String, String> env,
    @Nullable Health health) {
  public static final Container NONE = new Container("", List.of(), List.of(), Map.of(), null);

  public Container {
    Objects.requireNonNull(image, "image");
    command = List.copyOf(command);
    ports = List.copyOf(ports);
    env = Checks.sorted(env);
  }

  public static Container of(String image) {
    return new Container(image, List.of(), List.of(), Map.of(), null);
  }

  /**
   * A port of the container.
   *
   * @param host the node's port; 0: the engine chooses one
   */
  public record Port(int container, int host) {
    private static final int MOST = 65_535;

    public Port {
      Checks.within("container port", container, 1, MOST);
      Checks.within("host port", host, 0, MOST);
    }
  }

  /** A command that ends with 0 while the instance works. */
  public record Health(List<String> command, long intervalMillis, int retries) {
    public Health {
      command = List.copyOf(command);
      Checks.within("interval of a health check in ms", intervalMillis, 1, 86_400_000);
      Checks.within("retries of a health check", retries, 1, 1000);
    }
  }
}
