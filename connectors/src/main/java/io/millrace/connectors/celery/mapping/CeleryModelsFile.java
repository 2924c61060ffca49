package io.millrace.connectors.celery.mapping;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.model.DataType;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import io.millrace.model.TaskBackend;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The file, in YAML or JSON, that declares which models are Celery tasks. */
public final class CeleryModelsFile {
  /** How long an answer may take where nothing is said. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

  private static final Pattern LIMIT = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h)");
  // A misspelt name in a file must not pass for a default.
  private static final JsonMapper STRICT = Json.MAPPER
      .rebuild()
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .build();

  private CeleryModelsFile() {}

  private record FileForm(@Nullable List<ModelForm> models) {}

  private record ModelForm(
      @Nullable String name,
      @Nullable Long version,
      @Nullable String task,
      @Nullable String queue,
      @Nullable String arguments,
      @JsonProperty("time-limit") @Nullable String timeLimit,
      @Nullable List<TensorForm> inputs,
      @Nullable List<TensorForm> outputs) {}

  private record TensorForm(
      @Nullable String name, @Nullable String datatype, long @Nullable [] shape) {}

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if it cannot be read, or says what cannot be; tells which and what
   */
  public static List<CeleryModel> read(Path file) {
    try {
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      var form = STRICT.convertValue(Objects.requireNonNullElse(tree, List.of()), FileForm.class);
      return models(Objects.requireNonNullElse(form.models(), List.of()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (YAMLException | IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<CeleryModel> models(List<ModelForm> forms) {
    if (forms.isEmpty()) {
      throw new IllegalArgumentException("no models: it holds a list \"models\"");
    }
    var models = new ArrayList<CeleryModel>();
    var known = new HashSet<List<Object>>();
    for (var form : forms) {
      var name = form.name() == null ? "" : form.name();
      try {
        var model = model(name, form);
        if (!known.add(List.of(model.name(), model.version()))) {
          throw new IllegalArgumentException(
              "version %s stands there twice".formatted(model.version()));
        }
        models.add(model);
      } catch (InvalidRequestException e) {
        throw new IllegalArgumentException("model \"%s\": %s".formatted(name, e.reason()), e);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("model \"%s\": %s".formatted(name, e.getMessage()), e);
      }
    }
    return List.copyOf(models);
  }

  private static CeleryModel model(String name, ModelForm form) {
    if (form.task() == null) {
      throw new IllegalArgumentException("it names no task");
    }
    var inputs = tensors("inputs", form.inputs());
    var outputs = tensors("outputs", form.outputs());
    var backend = new TaskBackend(
        form.task(),
        Objects.requireNonNullElse(form.queue(), "celery"),
        keywords(form.arguments()),
        limit(form.timeLimit()));
    return new CeleryModel(
        new ModelName(name),
        new ModelVersion(form.version() == null ? 1 : form.version()),
        new ModelSignature(inputs, outputs, false),
        backend);
  }

  private static boolean keywords(@Nullable String arguments) {
    if (arguments == null || arguments.equals("positional")) {
      return false;
    }
    if (arguments.equals("keywords")) {
      return true;
    }
    throw new IllegalArgumentException(
        "arguments: \"%s\" is neither positional nor keywords".formatted(arguments));
  }

  private static Duration limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    var found = LIMIT.matcher(text.strip());
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "time-limit: \"%s\" is no time such as 500ms, 30s or 5m".formatted(text));
    }
    long number = Long.parseLong(found.group(1));
    return switch (found.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static List<TensorSpec> tensors(String which, @Nullable List<TensorForm> forms) {
    if (forms == null || forms.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: it names none; each has a name, a datatype and a shape".formatted(which));
    }
    var specs = new ArrayList<TensorSpec>();
    for (var form : forms) {
      if (form.name() == null || form.datatype() == null || form.shape() == null) {
        throw new IllegalArgumentException(
            "%s: each has a name, a datatype and a shape".formatted(which));
      }
      if (specs.stream().anyMatch(one -> one.name().equals(form.name()))) {
        throw new IllegalArgumentException(
            "%s: \"%s\" stands there twice".formatted(which, form.name()));
      }
      specs.add(new TensorSpec(form.name(), type(which, form.datatype()), Shape.of(form.shape())));
    }
    return specs;
  }

  private static DataType type(String which, String name) {
    var type = DataType.of(name);
    if (type.hasJsonForm()) {
      return type;
    }
    throw new IllegalArgumentException(
        "%s: datatype %s has no form in a task's arguments".formatted(which, name));
  }
}
