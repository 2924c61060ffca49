package io.millrace.benchmarks;

/** Tells the waiting person what is going on; never part of the report. */
@FunctionalInterface
public interface Progress {
  void say(String line);
}
