package io.millrace.launcher.cli.remote;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which windows of which model. */
final class WindowOptions {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = Converters.Name.class,
      description = "The model's name.")
  private ModelName model;

  @Option(
      names = "--version",
      paramLabel = "V",
      converter = Converters.Version.class,
      description = "The version to show (default: all).")
  private @Nullable ModelVersion version;

  @Option(
      names = "--last",
      paramLabel = "TIME",
      description =
          "Only the windows of the last 15m, 24h, ... (default: all that are remembered).")
  private @Nullable String last;

  ModelName model() {
    return model;
  }

  /** With its question mark; empty for all. */
  String query() {
    var parts = new ArrayList<String>();
    if (version != null) {
      parts.add("version=" + version);
    }
    if (last != null) {
      parts.add("last=" + URLEncoder.encode(last, StandardCharsets.UTF_8));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }
}
