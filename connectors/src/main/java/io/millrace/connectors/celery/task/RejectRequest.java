package io.millrace.connectors.celery.task;

/** Thrown by a task that rejects its message: nobody gets a result. */
public final class RejectRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whether the broker is to deliver it again. */
  private final boolean requeue;

  public RejectRequest(String reason, boolean requeue) {
    super(reason, null, false, false);
    this.requeue = requeue;
  }

  /** Whether the broker is to deliver it again. */
  public boolean requeue() {
    return requeue;
  }
}
