package io.millrace.model.contract;

import java.util.List;

/** A contract that cannot be judged, with everything that is wrong in it. */
public final class InvalidContractException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> mistakes;

  /** @param mistakes each says where, what, and the value */
  public InvalidContractException(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** Every mistake, in the order of the document. */
  public List<String> mistakes() {
    return mistakes;
  }
}
