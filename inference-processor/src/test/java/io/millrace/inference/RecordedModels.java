package io.millrace.inference;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.millrace.inference.onnx.TestModels;
import io.millrace.inference.registry.FolderModelRepository;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.registry.ModelCatalog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A repository with models in it, and a catalog that knows them. */
final class RecordedModels {
  final InMemoryView<ModelRecord> view = new InMemoryView<>();
  final ModelCatalog catalog = new ModelCatalog(view);
  final ModelRepository repository;
  private final Path folder;

  RecordedModels(Path folder) {
    this.folder = folder;
    this.repository = new FolderModelRepository(folder.resolve("models"), InstantSource.system());
  }

  RecordedModels with(String name, ModelProto model) {
    view.put(name, record(name, model));
    return this;
  }

  /** Declares what is to be watched of a model's inputs. */
  void watch(String name, ModelInputs inputs) {
    var known = Objects.requireNonNull(catalog.find(new ModelName(name)));
    view.put(
        name,
        new ModelRecord(
            known.name(),
            known.epoch() + 1,
            known.versions(),
            known.lastCommand(),
            null,
            null,
            inputs));
  }

  /** Registered, but not in the view before it catches up. */
  RecordedModels withAhead(String name, ModelProto model) {
    view.putAhead(name, record(name, model));
    return this;
  }

  private ModelRecord record(String name, ModelProto model) {
    var asked = new ModelName(name);
    var before = catalog.find(asked);
    var versions = new ArrayList<>(before == null ? List.of() : before.versions());
    try {
      var file = TestModels.write(model, folder.resolve(name + ".onnx"));
      versions.add(repository.keep(asked, new ModelVersion(versions.size() + 1), file));
    } catch (ModelRefusedException e) {
      throw new IllegalStateException(e);
    }
    return new ModelRecord(asked, versions.size(), versions, new ModelRecord.Outcome("test", null));
  }
}
