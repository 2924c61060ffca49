package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.CsvInputs;
import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.ModelName;
import io.millrace.model.RequestId;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.OipJson;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One request for each row of a file. */
final class RowRequests {
  private RowRequests() {}

  /** All cells are read at once, so that a wrong one is told of before the first call; the texts are made later. */
  static List<Supplier<byte[]>> of(ModelName model, CsvTable table, CsvInputs inputs) {
    return IntStream.range(0, table.rows().size())
        .<Supplier<byte[]>>mapToObj(i -> {
          var tensors = inputs.tensors(table.rows().get(i));
          return () -> body(model, i, tensors);
        })
        .toList();
  }

  private static byte[] body(ModelName model, int row, List<Tensor> tensors) {
    var id = new RequestId("row-" + (row + 1));
    return OipJson.writeRequest(
        new InferenceRequest(id, model, null, tensors, List.of(), Map.of(), Delivery.JSON));
  }
}
