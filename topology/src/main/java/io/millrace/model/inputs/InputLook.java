package io.millrace.model.inputs;

import io.millrace.model.DataType;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the inputs of requests to one version, as its model declares it. */
public final class InputLook {
  private final InputSchema schema;
  private final byte[] schemaBytes;
  private final List<Place> places;
  private final boolean batchable;

  /** Where a column stands: in which tensor, and where in its row. */
  private record Place(int tensor, int index) {}

  private InputLook(InputSchema schema, List<Place> places, boolean batchable) {
    this.schema = schema;
    this.schemaBytes = schema.toBytes();
    this.places = List.copyOf(places);
    this.batchable = batchable;
  }

  /** Null where the version has none of the columns; those that it has not are left out. */
  public static @Nullable InputLook of(ModelInputs declared, ModelSignature signature) {
    var columns = new ArrayList<InputSchema.Column>();
    var places = new ArrayList<Place>();
    for (var column : declared.columns()) {
      int tensor = tensor(column.input(), signature);
      if (tensor >= 0) {
        var type = signature.inputs().get(tensor).type();
        boolean category = type == DataType.BYTES || type == DataType.BOOL;
        columns.add(new InputSchema.Column(column.name(), category, column.min(), column.max()));
        places.add(new Place(tensor, column.index()));
      }
    }
    return columns.isEmpty()
        ? null
        : new InputLook(
            new InputSchema(declared.revision(), declared.reference(), columns),
            places,
            signature.batchable());
  }

  private static int tensor(String name, ModelSignature signature) {
    List<TensorSpec> inputs = signature.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The sample of a request's inputs, as bytes.
   *
   * @param inputs in the order of the version's signature
   */
  public byte[] look(List<Tensor> inputs) {
    // The rows of a model that takes no batches are no rows of a table.
    long rows = batchable ? inputs.get(0).shape().rows() : 1;
    int looked = (int) Math.min(rows, InputSample.mostRows(places.size()));
    var read = new ArrayList<InputRows>(inputs.size());
    inputs.forEach(tensor -> read.add(InputRows.of(tensor, rows, looked)));
    var hashes = new long[looked];
    var values = new double[looked * places.size()];
    for (int row = 0; row < looked; row++) {
      for (var tensor : read) {
        hashes[row] = tensor.hash(row, hashes[row]);
      }
      for (int i = 0; i < places.size(); i++) {
        var place = places.get(i);
        values[row * places.size() + i] = read.get(place.tensor()).value(row, place.index());
      }
    }
    return new InputSample(schema, rows, hashes, values).toBytes(schemaBytes);
  }
}
