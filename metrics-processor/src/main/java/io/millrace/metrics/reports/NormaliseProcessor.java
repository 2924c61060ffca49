package io.millrace.metrics.reports;

import io.millrace.topology.DeadLetters;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Normalises records; marks what is unreadable as a dead letter. */
final class NormaliseProcessor implements FixedKeyProcessor<String, byte[], Normalised> {
  private final ReportNormalising normalising;
  private final String stage;
  private final int maxLetterBytes;
  private @Nullable FixedKeyProcessorContext<String, Normalised> context;

  /** @param maxLetterBytes the largest contents of a dead letter */
  NormaliseProcessor(ReportNormalising normalising, String stage, int maxLetterBytes) {
    this.normalising = normalising;
    this.stage = stage;
    this.maxLetterBytes = maxLetterBytes;
  }

  @Override
  public void init(FixedKeyProcessorContext<String, Normalised> context) {
    this.context = context;
  }

  @Override
  public void process(FixedKeyRecord<String, byte[]> record) {
    var to = Objects.requireNonNull(context);
    var at = to.recordMetadata().orElseThrow();
    var time = Instant.ofEpochMilli(record.timestamp());
    for (var part : normalising.normalise(record.key(), record.value(), at.partition(), time)) {
      to.forward(
          part instanceof Normalised.Unreadable letter
              ? deadLetter(record, at, letter)
              : record.withValue(part));
    }
  }

  // A compressed batch may hold records that are larger than any topic takes: of such a one the
  // letter only tells.
  private FixedKeyRecord<String, Normalised> deadLetter(
      FixedKeyRecord<String, byte[]> record, RecordMetadata at, Normalised.Unreadable part) {
    var bytes = part.bytes();
    boolean fits = bytes == null || bytes.length <= maxLetterBytes;
    var letter = fits ? part : new Normalised.Unreadable(part.reason(), null);
    var found = fits ? record.headers() : new RecordHeaders();
    return record
        .<Normalised>withValue(letter)
        .withHeaders(DeadLetters.headers(found, at, stage, part.reason()));
  }
}
