package io.millrace.benchmarks.alert;

/** Where the values that are judged go in. */
interface AlertInput extends AutoCloseable {
  /** The metric that is written. */
  String METRIC = "response_time";

  /** Writes one value of the application, measured at that time. Returns at once. */
  void send(String application, long millis, double value);

  @Override
  void close();
}
