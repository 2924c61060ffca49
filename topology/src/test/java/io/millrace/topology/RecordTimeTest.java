package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordTimeTest {
  @Test
  void ownTime_isTaken() {
    assertThat(new RecordTime().extract(record(7), 100)).isEqualTo(7);
  }

  @Test
  void recordWithoutTime_getsItsPartitions_elseThePresent_neverANegativeOne() {
    assertThat(new RecordTime().extract(record(-1), 100)).isEqualTo(100);
    assertThat(new RecordTime().extract(record(-1), -1)).isPositive();
  }

  private static ConsumerRecord<Object, Object> record(long timestamp) {
    return new ConsumerRecord<>(
        "topic",
        0,
        0,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        "key",
        "value",
        new RecordHeaders(),
        Optional.empty());
  }
}
