package io.millrace.launcher.cli.remote;

import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line as names and versions; wrong ones make a wrong call. */
final class Converters {
  private Converters() {}

  static final class Name implements ITypeConverter<ModelName> {
    @Override
    public ModelName convert(String value) {
      try {
        return new ModelName(value);
      } catch (InvalidRequestException e) {
        throw new TypeConversionException(e.reason());
      }
    }
  }

  static final class Version implements ITypeConverter<ModelVersion> {
    @Override
    public ModelVersion convert(String value) {
      try {
        return ModelVersion.of(value);
      } catch (InvalidRequestException e) {
        throw new TypeConversionException(e.reason());
      }
    }
  }
}
