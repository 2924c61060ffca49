package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace add-service}. */
@Command(
    name = "add-service",
    description = "Add services in ROHE's form.",
    footer = {"", "Example: millrace add-service --conf add_service.yaml"})
public final class AddServiceCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private ManagementFile file;

  @Override
  public Integer call() throws IOException {
    return file.callWithFile(server, rohe, "ADD SERVICE", "add_service.yaml");
  }
}
