package io.millrace.metrics.application;

import io.millrace.metrics.window.WindowSpec;
import io.millrace.model.application.StreamConfig;
import io.millrace.model.application.WindowLength;
import java.time.Duration;

/** The windows of metrics that a stream configuration asks for. */
final class ObservedSpecs {
  private ObservedSpecs() {}

  /**
   * Size and interval, where both are times or both are counts of reports. Where they are not, metrics go by the size alone.
   *
   * @param grace where the configuration tells none
   */
  static WindowSpec of(StreamConfig config, Duration grace) {
    return plain(config).withGrace(config.grace() == null ? grace : config.grace());
  }

  private static WindowSpec plain(StreamConfig config) {
    if (config.size() instanceof WindowLength.Time size) {
      return config.interval() instanceof WindowLength.Time every && !every.equals(size)
          ? WindowSpec.hopping(size.duration(), every.duration())
          : WindowSpec.tumbling(size.duration());
    }
    int size = ((WindowLength.Count) config.size()).reports();
    return config.interval() instanceof WindowLength.Count every && every.reports() != size
        ? WindowSpec.hoppingCount(size, every.reports())
        : WindowSpec.tumblingCount(size);
  }
}
