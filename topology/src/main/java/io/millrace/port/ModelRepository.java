package io.millrace.port;

import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import java.nio.file.Path;
import java.util.List;

/** Keeps model files by name and version. A version's bytes never change once they are kept. */
public interface ModelRepository {

  /**
   * Checks that the file is a model that can be served, and keeps it.
   *
   * <p>Keeping the same bytes again is no error.
   *
   * @param file is moved or copied; the caller may delete it afterwards
   * @return what the registry has to know of the version
   * @throws ModelRefusedException if it is no such model, or the version is there with other bytes
   */
  ModelRecord.Version keep(ModelName model, ModelVersion version, Path file)
      throws ModelRefusedException;

  /** What is kept, registered or not. */
  List<Entry> list();

  /**
   * Describes a version that is kept.
   *
   * @throws ModelRefusedException if its file is no model that can be served
   */
  ModelRecord.Version describe(ModelName model, ModelVersion version) throws ModelRefusedException;

  /**
   * The file of a version.
   *
   * @throws InvalidRequestException if it is not kept here
   */
  Path file(ModelName model, ModelVersion version);

  /** A version that is kept. */
  record Entry(ModelName model, ModelVersion version) {}
}
