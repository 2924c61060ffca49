package io.millrace.benchmarks.rabbitmq;

import java.time.Duration;
import java.util.stream.Stream;

/** The CPU time of processes. */
public final class Cpu {
  private Cpu() {}

  /** Of a process and all that it has started. */
  public static Duration of(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
