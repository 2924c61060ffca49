package io.millrace.launcher.pipeline;

import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.RequestId;
import io.millrace.port.HeadStart;
import io.millrace.port.ReplySink;

/** What the ingress and the inference stage of one process tell each other beside the log, once both are there. */
final class Shortcut implements HeadStart, ReplySink {
  private volatile ReplySink ingress = ReplySink.NONE;
  private volatile HeadStart stage = HeadStart.NONE;

  /** From now on there is an ingress whose callers hear of results. */
  void toIngress(ReplySink ingress) {
    this.ingress = ingress;
  }

  /** From now on there is a stage that runs requests ahead of the log. */
  void toStage(HeadStart stage) {
    this.stage = stage;
  }

  @Override
  public void begin(InferenceRequest request, int partition) {
    stage.begin(request, partition);
  }

  @Override
  public void run() {
    stage.run();
  }

  @Override
  public void forget(RequestId id) {
    stage.forget(id);
  }

  @Override
  public void offer(InferenceResult result) {
    ingress.offer(result);
  }

  @Override
  public void offerAhead(InferenceResult result) {
    ingress.offerAhead(result);
  }
}
