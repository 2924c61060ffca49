package io.millrace.launcher.evaluation;

/** An answer of a model in which there is no prediction to be found. */
public final class PredictionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PredictionException(String message) {
    super(message);
  }
}
