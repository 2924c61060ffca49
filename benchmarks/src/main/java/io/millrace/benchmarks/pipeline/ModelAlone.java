package io.millrace.benchmarks.pipeline;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A: ONNX Runtime alone. Each thread runs one prepared batch again and again in a session that all share, with the
 * options that the stage's sessions have. It includes the call through the Java interface and the making of the output
 * tensor; it leaves out the copying of rows into the batch and out of the output.
 */
final class ModelAlone {
  private final Mlp model;
  private final Path file;
  private final int threads;

  ModelAlone(Mlp model, Path file, int threads) {
    this.model = model;
    this.file = file;
    this.threads = threads;
  }

  /** Rows per second of all threads together, in batches of that many. */
  Meter.Rate rate(int batch, Duration time) throws Exception {
    var environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      try (var session = environment.createSession(file.toString(), options)) {
        long before = Meter.cpuNanos();
        double rate = rate(() -> rows(environment, session, batch, time));
        double seconds = time.toNanos() / 1e9;
        return new Meter.Rate(rate, (Meter.cpuNanos() - before) / 1e3 / (rate * seconds));
      }
    }
  }

  private double rate(Callable<Double> thread) throws ExecutionException, InterruptedException {
    var pool = Executors.newFixedThreadPool(threads);
    try {
      var running = new ArrayList<Future<Double>>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(thread));
      }
      double sum = 0;
      for (var one : running) {
        sum += one.get();
      }
      return sum;
    } finally {
      pool.shutdown();
    }
  }

  private double rows(OrtEnvironment environment, OrtSession session, int batch, Duration time)
      throws OrtException {
    var shape = new long[] {batch, model.inputs()};
    try (var tensor = OnnxTensor.createTensor(environment, values(batch), shape)) {
      var inputs = Map.of(Mlp.INPUT, tensor);
      long start = System.nanoTime();
      long rows = 0;
      long elapsed;
      do {
        session.run(inputs).close();
        rows += batch;
        elapsed = System.nanoTime() - start;
      } while (elapsed < time.toNanos());
      return rows * 1e9 / elapsed;
    }
  }

  private FloatBuffer values(int batch) {
    var random = new Random(1);
    var values = ByteBuffer.allocateDirect(Float.BYTES * batch * model.inputs())
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
    while (values.hasRemaining()) {
      values.put(random.nextFloat());
    }
    return values.flip();
  }
}
