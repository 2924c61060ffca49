package io.millrace.model;

/** Names one request on the log; its result carries the same id. */
public record RequestId(String value) {
  /** The longest id, in characters: it stands in a result's key, headers and body, which must fit their topic. */
  public static final int LONGEST = 1024;

  public RequestId {
    if (value.isEmpty()) {
      throw new InvalidRequestException(FailureCode.MALFORMED, "a request id must not be empty");
    }
    if (value.length() > LONGEST) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED,
          "a request id of %d characters; the longest has %d".formatted(value.length(), LONGEST));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
