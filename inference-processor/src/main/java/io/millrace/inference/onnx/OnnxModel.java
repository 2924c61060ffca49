package io.millrace.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Tensor;
import io.millrace.port.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A loaded model: one session that all threads share. */
public final class OnnxModel implements AutoCloseable {
  private static final Set<DataType> UNSIGNED =
      Set.of(DataType.UINT16, DataType.UINT32, DataType.UINT64);

  private final OrtSession session;
  private final ModelSignature signature;
  private final BatchInputs inputs;
  private final Set<String> outputs = new LinkedHashSet<>();
  // A session that is closed while it runs takes the process with it.
  private final ReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxModel(OrtSession session, ModelSignature signature) {
    this.session = session;
    this.signature = signature;
    var feeds = signature.inputs().stream().map(OnnxModel::fedAs).toList();
    this.inputs = new BatchInputs(OrtEnvironment.getEnvironment(), signature.inputs(), feeds);
    signature.outputs().forEach(o -> outputs.add(o.name()));
  }

  /**
   * Loads a model and finds out whether requests may share its batches.
   *
   * @throws ModelRefusedException if it is no model that can be served
   */
  public static OnnxModel load(Path file) throws ModelRefusedException {
    try {
      return probed(open(file));
    } catch (OrtException e) {
      throw ModelRefusedException.unusable("ONNX Runtime cannot load it: " + reason(e, file));
    } catch (IOException e) {
      throw ModelRefusedException.unusable("the file cannot be read: " + e);
    }
  }

  private static OnnxModel probed(OnnxModel model) {
    try {
      if (model.signature.batchable() && !new BatchProbe(model).rowsAreIndependent()) {
        var alone = new ModelSignature(model.signature.inputs(), model.signature.outputs(), false);
        return new OnnxModel(model.session, alone);
      }
      return model;
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  // The runtime's text names the file's place on this machine, which is nobody's business who
  // uploads one.
  private static String reason(OrtException failure, Path file) {
    return String.valueOf(failure.getMessage())
        .replace(" from " + file, "")
        .replace(file.toString(), "the file")
        .replace(file.toAbsolutePath().resolveSibling("").toString(), "its folder");
  }

  private static OnnxModel open(Path file) throws OrtException, IOException, ModelRefusedException {
    var environment = OrtEnvironment.getEnvironment();
    try (var options = options()) {
      var session = environment.createSession(file.toString(), options);
      var signature = signatureOf(session);
      if (signature.inputs().stream().noneMatch(i -> UNSIGNED.contains(i.type()))) {
        return new OnnxModel(session, signature);
      }
      session.close();
      return new OnnxModel(
          environment.createSession(UnsignedInputs.rewrite(file), options), signature);
    }
  }

  private static ModelSignature signatureOf(OrtSession session)
      throws OrtException, ModelRefusedException {
    try {
      return SignatureReader.read(session);
    } catch (ModelRefusedException | OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  static OrtSession.SessionOptions options() throws OrtException {
    var options = new OrtSession.SessionOptions();
    // The stream threads are the parallelism; a pool of the runtime's own would only spin beside
    // them.
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    return options;
  }

  private static String fedAs(TensorSpec input) {
    return UNSIGNED.contains(input.type()) ? UnsignedInputs.fedAs(input.name()) : input.name();
  }

  public ModelSignature signature() {
    return signature;
  }

  /** As {@link #run(List, long)}, however much the model gives. */
  public List<List<Tensor>> run(List<List<Tensor>> requests) throws OrtException {
    return run(requests, Long.MAX_VALUE);
  }

  /**
   * Runs requests as one batch.
   *
   * @param requests each with its tensors in the signature's order; more than one only if {@link
   *     ModelSignature#batchable()}
   * @param mostBytes that all outputs together may have
   * @return each request's outputs, in the signature's order
   * @throws OrtException if the model fails, or is closed
   * @throws InvalidRequestException {@code TOO_LARGE} if the outputs have more bytes; {@code UNSUPPORTED} if one has
   *     text that cannot be read exactly
   */
  public List<List<Tensor>> run(List<List<Tensor>> requests, long mostBytes) throws OrtException {
    life.readLock().lock();
    try {
      if (closed) {
        throw new OrtException("the model has been unloaded");
      }
      return runOpen(requests, mostBytes);
    } finally {
      life.readLock().unlock();
    }
  }

  private List<List<Tensor>> runOpen(List<List<Tensor>> requests, long mostBytes)
      throws OrtException {
    long rows = 0;
    for (var request : requests) {
      rows += request.get(0).shape().rows();
    }
    var fed = inputs.of(requests, rows);
    try (var result = session.run(fed, outputs)) {
      requireAtMost(mostBytes, result);
      return split(requests, rows, collect(result));
    } finally {
      fed.values().forEach(OnnxTensor::close);
    }
  }

  // Before they are copied: a few rows may make a model give more than fits into memory.
  private void requireAtMost(long most, OrtSession.Result result) throws OrtException {
    long bytes = 0;
    for (int i = 0; i < signature.outputs().size(); i++) {
      var type = signature.outputs().get(i).type();
      long elements = ((OnnxTensor) result.get(i)).getInfo().getNumElements();
      bytes += elements * (type == DataType.BYTES ? Integer.BYTES : type.size());
    }
    if (bytes > most) {
      throw new InvalidRequestException(
          FailureCode.TOO_LARGE,
          "the outputs have %d bytes, %d are served. Maybe ask for fewer rows"
              .formatted(bytes, most));
    }
  }

  private List<BatchOutput> collect(OrtSession.Result result) throws OrtException {
    var collected = new ArrayList<BatchOutput>(signature.outputs().size());
    for (int i = 0; i < signature.outputs().size(); i++) {
      collected.add(new BatchOutput(signature.outputs().get(i), (OnnxTensor) result.get(i)));
    }
    return collected;
  }

  private static List<List<Tensor>> split(
      List<List<Tensor>> requests, long rows, List<BatchOutput> outputs) throws OrtException {
    if (requests.size() == 1) {
      return List.of(outputs.stream().map(BatchOutput::whole).toList());
    }
    for (var output : outputs) {
      if (!output.hasRows(rows)) {
        throw new OrtException(
            "a batch of %d rows gave %s".formatted(rows, output.whole().shape()));
      }
    }
    var split = new ArrayList<List<Tensor>>(requests.size());
    for (var request : requests) {
      split.add(take(outputs, request.get(0).shape().rows()));
    }
    return split;
  }

  private static List<Tensor> take(List<BatchOutput> outputs, long rows) {
    if (outputs.size() == 1) {
      return List.of(outputs.get(0).next(rows));
    }
    var mine = new ArrayList<Tensor>(outputs.size());
    for (var output : outputs) {
      mine.add(output.next(rows));
    }
    return mine;
  }

  /** Waits for what runs. */
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("closing a session", e);
    } finally {
      life.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "OnnxModel{%s -> %s}".formatted(signature.inputs(), signature.outputs());
  }
}
