package io.millrace.model.qoa;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose answers are compared with the truth: a version of a model that Millrace runs, or a stage of an application that
 * reports its answers.
 *
 * @param application that reports; null where Millrace runs the model
 * @param model its name, or the stage's
 * @param version of the model that Millrace runs; null of a stage
 */
public record Answerer(
    @Nullable String application, String model, @Nullable ModelVersion version)
    implements Comparable<Answerer> {
  private static final Comparator<Answerer> ORDER = Comparator.<Answerer, String>comparing(
          one -> Objects.requireNonNullElse(one.application, ""))
      .thenComparing(Answerer::model)
      .thenComparing(one -> one.version == null ? 0 : one.version.number());

  public Answerer {
    if ((application == null) == (version == null)) {
      throw new IllegalArgumentException(
          "%s of %s, version %s: a model has a version, a stage an application"
              .formatted(model, application, version));
    }
  }

  /** A model that Millrace runs. */
  public static Answerer of(ModelName model, ModelVersion version) {
    return new Answerer(null, model.value(), version);
  }

  /** A stage of an application. */
  public static Answerer ofStage(String application, String stage) {
    return new Answerer(application, stage, null);
  }

  /** Keys records: {@code model/version}, or {@code application/stage}, each part encoded as those of {@link Source}. */
  public String key() {
    return application == null
        ? model + "/" + version
        : Source.encoded(application) + "/" + Source.encoded(model);
  }

  /** By application (models of Millrace's own first), model and version. */
  @Override
  public int compareTo(Answerer other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return key();
  }
}
