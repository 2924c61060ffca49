package io.millrace.benchmarks.pipeline;

/** A way from the requests topic to the results topic. */
interface Mode {
  /** Its letter in the report. */
  String label();

  /**
   * Starts to work off the requests from the first one, as a group of its own.
   *
   * @return once it has its partitions
   */
  Running start(Workbench bench, String group) throws Exception;

  /** A mode at work. */
  interface Running {
    void stop() throws Exception;
  }
}
