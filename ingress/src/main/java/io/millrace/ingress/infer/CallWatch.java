package io.millrace.ingress.infer;

import io.millrace.ingress.http.ErrorHandler;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.port.ServingMeter;

/** One call's time and model, until the meter hears how it ended. */
final class CallWatch {
  private final ServingMeter meter;
  private final long start = System.nanoTime();
  private String model = "";
  private String version = "";
  private boolean over;

  CallWatch(ServingMeter meter) {
    this.meter = meter;
  }

  /** The model is one that is there, so that its name may be counted by. */
  void asks(ModelName name, ModelVersion number) {
    model = name.value();
    version = number.toString();
  }

  void ended(InferenceResult result) {
    end(result instanceof InferenceResult.Failed failed ? failed.code().name() : ServingMeter.OK);
  }

  void failed(Throwable failure) {
    end(ErrorHandler.code(failure));
  }

  // An answer that then cannot be written has been counted already.
  private void end(String code) {
    if (!over) {
      over = true;
      meter.called(model, version, code, System.nanoTime() - start);
    }
  }
}
