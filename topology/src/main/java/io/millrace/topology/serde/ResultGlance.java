package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of itself: whose it is, how long it took and how sure the model was. Of answers in protobuf no
 * value is copied, and of no answer more values are looked at than {@link #MOST_ROWS} rows of one output have.
 *
 * @param model by name
 * @param version as written
 * @param confidences the greatest probability of each row; empty where no output holds probabilities
 */
public record ResultGlance(String model, String version, Timings timings, double[] confidences) {
  /** How many rows of an answer are looked at. */
  public static final int MOST_ROWS = 100;

  private static final double[] NONE = {};
  private static final double SLACK = 1e-3;

  /**
   * Looks at a record of the results topic.
   *
   * @return null of a failure, and of a record without a value
   * @throws InvalidRequestException if it is no result
   */
  public static @Nullable ResultGlance of(Headers found, byte @Nullable [] body) {
    if (body == null) {
      return null;
    }
    var headers = RequestHeaders.of(found);
    if (MessageHeaders.FAILURE_TYPE.equals(headers.type())) {
      return null;
    }
    return switch (headers.encoding()) {
      case PROTOBUF -> ofProtobuf(headers, body);
      case JSON -> ofJson(headers, body);
    };
  }

  private static ResultGlance ofProtobuf(RequestHeaders headers, byte[] body) {
    var in = ProtobufReader.ofAnswer(body);
    return of(headers, in.model, in.version, TimingParameters.of(in.parameters), in.tensors());
  }

  private static @Nullable ResultGlance ofJson(RequestHeaders headers, byte[] body) {
    var in = JsonReader.ofResult(body);
    return in.error != null
        ? null
        : of(
            headers, in.model, in.version, TimingParameters.of(in.parameters), in.presentTensors());
  }

  private static ResultGlance of(
      RequestHeaders headers,
      @Nullable String model,
      @Nullable String version,
      Timings timings,
      List<Tensor> outputs) {
    return new ResultGlance(
        OipProtobuf.present("model", headers.model() == null ? model : headers.model()),
        OipProtobuf.present("version", headers.version() == null ? version : headers.version()),
        timings,
        confidences(outputs));
  }

  /** Of the first output that has rows of two or more numbers which are probabilities and add up to one. */
  private static double[] confidences(List<Tensor> outputs) {
    for (var output : outputs) {
      boolean isReal = output.type() == DataType.FP32 || output.type() == DataType.FP64;
      if (isReal && output.shape().rank() == 2 && output.shape().dim(1) >= 2) {
        var found = greatest(output);
        if (found.length > 0) {
          return found;
        }
      }
    }
    return NONE;
  }

  private static double[] greatest(Tensor output) {
    int rows = (int) Math.min(MOST_ROWS, output.shape().rows());
    int width = (int) output.shape().dim(1);
    var data = output.view();
    var confidences = new double[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      double most = 0;
      for (int i = 0; i < width; i++) {
        double value = output.type() == DataType.FP32 ? data.getFloat() : data.getDouble();
        if (!(value >= 0 && value <= 1 + SLACK)) {
          return NONE;
        }
        sum += value;
        most = Math.max(most, value);
      }
      if (Math.abs(sum - 1) > SLACK) {
        return NONE;
      }
      confidences[row] = Math.min(1, most);
    }
    return confidences;
  }
}
