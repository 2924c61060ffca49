package io.millrace.launcher.rohe;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.databind.JsonNode;

/** YAML files, of which JSON files are some. */
public final class YamlFile {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private YamlFile() {}

  /**
   * The document of a file.
   *
   * @throws IOException if it cannot be read, or is no YAML; with the place
   */
  public static JsonNode read(Path file) throws IOException {
    try {
      var options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      Object document = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
      return Json.MAPPER.valueToTree(document);
    } catch (NoSuchFileException e) {
      throw new IOException("%s: no such file".formatted(file), e);
    } catch (MalformedInputException | YAMLException | IllegalArgumentException e) {
      throw new IOException("%s: no YAML: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Writes JSON of maps, lists, texts and numbers. */
  public static void write(Path file, JsonNode document) throws IOException {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    var parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(
        file, new Yaml(options).dump(Json.MAPPER.treeToValue(document, Object.class)));
  }

  /**
   * The text with the environment's values for {@code ${NAME}} and {@code ${NAME:-default}}.
   *
   * @param environment null where a variable is not set
   * @param unset takes the names of variables that have neither a value nor a default; they are left as they stand
   */
  static String expanded(
      String text, UnaryOperator<@Nullable String> environment, List<String> unset) {
    return VARIABLE.matcher(text).replaceAll(match -> {
      var value = environment.apply(match.group(1));
      if (value == null || value.isEmpty()) {
        value = match.group(2);
      }
      if (value == null) {
        unset.add(match.group(1));
        value = match.group();
      }
      return Matcher.quoteReplacement(value);
    });
  }

  /** The names of variables in a text that have neither a value nor a default. */
  static List<String> unset(String text, UnaryOperator<@Nullable String> environment) {
    var unset = new ArrayList<String>();
    expanded(text, environment, unset);
    return unset;
  }
}
