package io.millrace.launcher.cli.placement;

import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.http.Api;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace service get}: the services of a pool, or one of them. */
@Command(
    name = "get",
    description = "Show the services of a pool, or one of them in full.",
    footer = {"", "Example: millrace service get"})
final class ServiceGetCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "Only this one.")
  private @Nullable String id;

  @Override
  public Integer call() {
    if (id != null) {
      pool.out().println(pool.read("/services/" + Api.inPath(id)).toPrettyString());
      return 0;
    }
    var services = pool.read("/services");
    pool.out().println(pool.json() ? services : table(services));
    return 0;
  }

  private static String table(JsonNode services) {
    if (services.isEmpty()) {
      return "No services yet. Maybe add one: millrace service add SERVICE --image IMAGE";
    }
    var table = Table.of("service", "replicas", "placed", "running", "waiting", "image", "reason");
    services.forEach(one -> table.row(
        one.path("id").asString(),
        one.path("replicas").asInt(),
        one.path("placed").asInt(),
        one.path("running").asInt(),
        one.path("waiting").asInt(),
        one.path("spec").path("container").path("image").asString(),
        one.path("reason").asString()));
    return table.toString();
  }
}
