package io.millrace.model.application;

import java.util.List;

/** An application or stream configuration that cannot be worked with, with everything that is wrong in it. */
public final class InvalidApplicationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> mistakes;

  /** @param mistakes each says where, what, and the value */
  public InvalidApplicationException(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** Every mistake, in the order of the document. */
  public List<String> mistakes() {
    return mistakes;
  }
}
