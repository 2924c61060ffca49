package io.millrace.port;

import io.millrace.model.InferenceRequest;
import io.millrace.model.RequestId;

/**
 * Runs requests of this process while their records are on the way to the log, where the stage that will read the records
 * is of this process too. The stage finds the results when it comes to the records; callers hear of them through
 * {@link ReplySink#offerAhead} and must not be told before their request is on the log.
 */
public interface HeadStart {
  /** For where no stage is that could run anything. */
  HeadStart NONE = new HeadStart() {
    @Override
    public void begin(InferenceRequest request, int partition) {}

    @Override
    public void run() {}

    @Override
    public void forget(RequestId id) {}
  };

  /**
   * Takes a request in, to be called before its record is sent; it is passed over where nobody here will read the record.
   * Never waits.
   *
   * @param partition of the requests topic, to which the record is sent under the request's id
   */
  void begin(InferenceRequest request, int partition);

  /** Runs what has been taken in, in a thread of its own: returns at once. */
  void run();

  /** The record of the request has not reached the log; nothing happens where the request was not taken in. */
  void forget(RequestId id);
}
