package io.millrace.metrics.predictions;

import io.millrace.metrics.state.StateBytes;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A window of a version of a model.
 *
 * @param start in milliseconds since 1970
 */
record ModelWindow(ModelName model, ModelVersion version, long start)
    implements Comparable<ModelWindow> {
  private static final Comparator<ModelWindow> ORDER = Comparator.comparingLong(ModelWindow::start)
      .thenComparing(ModelWindow::model)
      .thenComparing(ModelWindow::version);

  /** Null where the names are none that a model can have: anyone can write to topics. */
  static @Nullable ModelWindow of(String model, String version, long start) {
    try {
      return new ModelWindow(new ModelName(model), ModelVersion.of(version), start);
    } catch (InvalidRequestException e) {
      return null;
    }
  }

  /** By time, then model and version. */
  @Override
  public int compareTo(ModelWindow other) {
    return ORDER.compare(this, other);
  }

  /** The series it belongs to, which keys records. */
  String key() {
    return model + "/" + version;
  }

  void write(DataOutput out) throws IOException {
    StateBytes.writeText(out, model.value());
    out.writeLong(version.number());
    out.writeLong(start);
  }

  static ModelWindow read(DataInput in) throws IOException {
    return new ModelWindow(
        new ModelName(StateBytes.readText(in)), new ModelVersion(in.readLong()), in.readLong());
  }

  /** Bytes that tell it from all others. */
  byte[] toBytes() {
    return StateBytes.write(1, this::write);
  }

  static ModelWindow fromBytes(byte[] bytes) {
    return StateBytes.read("model window", bytes, 1, ModelWindow::read);
  }
}
