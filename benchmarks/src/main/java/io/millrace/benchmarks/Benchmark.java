package io.millrace.benchmarks;

/** One thing to measure. Its own options are picocli fields of the class. */
public interface Benchmark {
  /** The word on the command line. */
  String name();

  /** One line for the list of benchmarks. */
  String purpose();

  /**
   * Measures every label once a round, in turn, so that a change of the machine's load falls on all of them.
   *
   * @throws Exception if something could not be measured; no report is printed then
   */
  void measure(Plan plan, Figures figures, Progress progress) throws Exception;
}
