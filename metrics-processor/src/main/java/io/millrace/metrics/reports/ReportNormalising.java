package io.millrace.metrics.reports;

import io.millrace.model.qoa.Report;
import io.millrace.topology.serde.qoa.ReportReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of the reports topic, in whatever form and under whatever key, into reports of one source each. The
 * same record gives the same reports at every replay.
 */
public final class ReportNormalising {
  private final ReportReader reader;
  private final int partitions;

  /** @param partitions of the reports topic */
  public ReportNormalising(ReportReader reader, int partitions) {
    this.reader = reader;
    this.partitions = partitions;
  }

  /**
   * The reports in a record, and what of it cannot be read.
   *
   * @param partition in which it stands
   * @param time of the record, for reports that do not tell theirs
   */
  public List<Normalised> normalise(
      @Nullable String key, byte @Nullable [] value, int partition, Instant time) {
    if (value == null) {
      return List.of(new Normalised.Unreadable("the record has no value", null));
    }
    var parts = new ArrayList<Normalised>();
    for (var entry : reader.read(value, time)) {
      if (entry instanceof ReportReader.Read read) {
        read.report().bySource().forEach(report -> parts.add(placed(report, key, partition)));
      } else if (entry instanceof ReportReader.Refused refused) {
        parts.add(new Normalised.Unreadable(refused.reason(), refused.bytes()));
      }
    }
    return parts;
  }

  private Normalised placed(Report report, @Nullable String key, int partition) {
    var own = report.source().key();
    return own.equals(key) && partition == partitionOf(own)
        ? new Normalised.AtHome(report)
        : new Normalised.Astray(report);
  }

  // As Kafka's own partitioner has it. Clients in other languages have others.
  private int partitionOf(String key) {
    var bytes = key.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
