package io.millrace.topology.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.DataType;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {
  private static final ModelName PUMP = new ModelName("pump");

  private final InMemoryView<ModelRecord> view = new InMemoryView<>();
  private final ModelCatalog catalog = new ModelCatalog(view);

  @Test
  void withoutAVersion_theNewestThatIsReadyIsMeant() {
    view.put("pump", pump(1, 2, 3));
    assertThat(unnamed()).isEqualTo(3);
    catalog.servedWhen(ready(1L, 2L));
    assertThat(unnamed()).isEqualTo(2);
    catalog.servedWhen(ready(1L, 2L, 3L));
    assertThat(unnamed()).isEqualTo(3);
  }

  @Test
  void withoutAnyThatIsReady_theNewestIsMeant() {
    view.put("pump", pump(1, 2));
    catalog.servedWhen(ready());
    assertThat(unnamed()).isEqualTo(2);
  }

  @Test
  void namedVersion_isMeant_whetherReadyOrNot() {
    view.put("pump", pump(1, 2));
    catalog.servedWhen(ready(1L));
    assertThat(catalog.require(PUMP, new ModelVersion(2)).number().number()).isEqualTo(2);
    assertThat(catalog.version(PUMP, new ModelVersion(7))).isNull();
    assertThat(catalog.version(new ModelName("gone"), null)).isNull();
  }

  private long unnamed() {
    var version = Objects.requireNonNull(catalog.version(PUMP, null));
    assertThat(catalog.require(PUMP, null)).isSameAs(version);
    return version.number().number();
  }

  private static Readiness ready(Long... versions) {
    var ready = Set.of(versions);
    return new Readiness() {
      @Override
      public boolean isReady(ModelName model, ModelVersion version) {
        return model.equals(PUMP) && ready.contains(version.number());
      }

      @Override
      public boolean await(ModelName model, ModelVersion version, Duration timeout) {
        return isReady(model, version);
      }
    };
  }

  private static ModelRecord pump(long... numbers) {
    var specs = List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)));
    var signature = new ModelSignature(specs, specs, true);
    var versions = LongStream.of(numbers)
        .mapToObj(number ->
            new ModelRecord.Version(new ModelVersion(number), "ab", 7, Instant.EPOCH, signature))
        .toList();
    return new ModelRecord(PUMP, numbers.length, versions, new ModelRecord.Outcome("c", null));
  }
}
