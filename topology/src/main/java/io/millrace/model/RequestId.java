package io.millrace.model;

/** Names one request on the log; its result carries the same id. */
public record RequestId(String value) {
  public RequestId {
    if (value.isEmpty()) {
      throw new InvalidRequestException(FailureCode.MALFORMED, "a request id must not be empty");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
