package io.millrace.launcher.evaluation;

/** A CSV file that cannot be used as it is; the message names file, line, column and value where there are such. */
public final class CsvException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CsvException(String message) {
    super(message);
  }
}
