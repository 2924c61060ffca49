package io.millrace.inference;

import io.millrace.inference.onnx.OnnxModel;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelVersion;
import io.millrace.model.Tensor;
import io.millrace.model.inputs.InputLook;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A loaded version and what a row costs it. Who runs its model enters first: one that is entered is not unloaded. */
final class Session {
  private static final int RETIRED = Integer.MIN_VALUE;
  private static final double NEWEST_WEIGHT = 0.2;
  private static final long USED_STEP_NANOS = 100_000_000;
  // Until a batch has been measured: 64 rows fit into 50 ms.
  private static final double FIRST_GUESS_NANOS = 780_000;

  private final ModelName name;
  private final ModelVersion version;
  private final OnnxModel model;
  private final boolean rowsAreFixed;
  private volatile @Nullable Watched watched;
  private volatile double nanosPerRow = FIRST_GUESS_NANOS;
  private volatile long usedNanos = System.nanoTime();
  private final AtomicInteger inside = new AtomicInteger();

  Session(ModelName name, ModelVersion version, OnnxModel model) {
    this.name = name;
    this.version = version;
    this.model = model;
    this.rowsAreFixed = model.signature().inputs().stream()
        .allMatch(input -> Arrays.stream(input.shape().dims()).skip(1).allMatch(dim -> dim >= 0));
  }

  /** The same, asked for now. */
  Session used() {
    long now = System.nanoTime();
    // Seldom written: all threads read what stands beside it for every request.
    if (now - usedNanos > USED_STEP_NANOS) {
      usedNanos = now;
    }
    return this;
  }

  /** False if the session is being unloaded, so that its model must not be run; else {@link #leave} must follow. */
  boolean enter() {
    int before;
    do {
      before = inside.get();
      if (before == RETIRED) {
        return false;
      }
    } while (!inside.compareAndSet(before, before + 1));
    return true;
  }

  void leave() {
    inside.decrementAndGet();
  }

  /** Lets nobody enter from now on; false, and nothing has changed, if somebody is inside. */
  boolean retire() {
    return inside.compareAndSet(0, RETIRED);
  }

  boolean isIdle(long nowNanos, Duration since) {
    return nowNanos - usedNanos > since.toNanos();
  }

  ModelName name() {
    return name;
  }

  ModelVersion version() {
    return version;
  }

  OnnxModel model() {
    return model;
  }

  /** Requests of one group may share a batch: they are of this session, and their rows have one shape. */
  Object group(List<Tensor> inputs) {
    if (rowsAreFixed) {
      return this;
    }
    return List.of(this, inputs.stream().map(input -> input.shape().withRows(0)).toList());
  }

  /** How the inputs are looked at; the same for all who ask until the declaration changes. */
  private record Watched(ModelInputs declared, @Nullable InputLook look) {}

  /** How to look at inputs, as this is declared; null where nothing is to be seen. */
  @Nullable
  InputLook look(@Nullable ModelInputs declared) {
    if (declared == null) {
      return null;
    }
    var known = watched;
    if (known == null || !known.declared.equals(declared)) {
      known = new Watched(declared, InputLook.of(declared, signature()));
      watched = known;
    }
    return known.look;
  }

  ModelSignature signature() {
    return model.signature();
  }

  /** How many rows the model can be expected to take in that time; at least one. */
  int rowsWithin(Duration time) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, time.toNanos() / nanosPerRow));
  }

  /** Takes a batch's time into the running mean; threads may overwrite each other, which only loses a sample. */
  void measured(long rows, long nanos) {
    if (rows > 0) {
      double now = (double) nanos / rows;
      double before = nanosPerRow;
      nanosPerRow = before == FIRST_GUESS_NANOS ? now : before + NEWEST_WEIGHT * (now - before);
    }
  }
}
