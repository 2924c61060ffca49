package io.millrace.inference;

import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A repository whose versions load as long as the test wants: a large file, say, or one that does not come. */
final class GatedRepository implements ModelRepository {
  private final ModelRepository kept;
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final Map<String, InvalidRequestException> broken = new ConcurrentHashMap<>();
  private final AtomicInteger looks = new AtomicInteger();

  GatedRepository(ModelRepository kept) {
    this.kept = kept;
  }

  /** From now on whoever loads the version stands before a closed gate. */
  void shut(String model, long version) {
    gates.put(model + version, new CountDownLatch(1));
  }

  void open(String model, long version) {
    gates.getOrDefault(model + version, new CountDownLatch(0)).countDown();
  }

  void breakDown(String model, long version, InvalidRequestException why) {
    broken.put(model + version, why);
  }

  /** How often a version's file has been asked for. */
  int looks() {
    return looks.get();
  }

  @Override
  public Path file(ModelName model, ModelVersion version) {
    looks.incrementAndGet();
    try {
      gates.getOrDefault(model.value() + version, new CountDownLatch(0)).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    var why = broken.get(model.value() + version);
    if (why != null) {
      throw why;
    }
    return kept.file(model, version);
  }

  @Override
  public ModelRecord.Version keep(ModelName model, ModelVersion version, Path file)
      throws ModelRefusedException {
    return kept.keep(model, version, file);
  }

  @Override
  public List<Entry> list() {
    return kept.list();
  }

  @Override
  public ModelRecord.Version describe(ModelName model, ModelVersion version)
      throws ModelRefusedException {
    return kept.describe(model, version);
  }
}
