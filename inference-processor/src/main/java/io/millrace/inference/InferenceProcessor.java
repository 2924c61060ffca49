package io.millrace.inference;

import io.millrace.model.InferenceRequest;
import io.millrace.model.InvalidRequestException;
import io.millrace.port.ReplySink;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Turns each request into exactly one result, and what cannot be read into a dead letter beside it. */
final class InferenceProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
  private final String topic;
  private final BatchAhead batchAhead;
  private final ResultWriter writer;
  private final CallWriter calls;
  private final Sinks sinks;
  private final ReplySink replies;
  private final RunAhead runAhead;
  private @Nullable ProcessorContext<byte[], Outgoing> context;
  private @Nullable TopicPartition partition;

  InferenceProcessor(
      String topic,
      BatchAhead batchAhead,
      ResultWriter writer,
      CallWriter calls,
      Sinks sinks,
      ReplySink replies,
      RunAhead runAhead) {
    this.runAhead = runAhead;
    this.calls = calls;
    this.topic = topic;
    this.batchAhead = batchAhead;
    this.writer = writer;
    this.sinks = sinks;
    this.replies = replies;
  }

  /** The names of the nodes that write; both follow the processor, and each gets only what is meant for it. */
  record Sinks(String results, String calls, String deadLetters) {}

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    this.context = context;
    this.partition = new TopicPartition(topic, context.taskId().partition());
    batchAhead.drop(partition);
    runAhead.own(partition.partition(), this);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    var to = Objects.requireNonNull(context);
    var at = to.recordMetadata().orElseThrow();
    var outcome = batchAhead.outcome(
        Objects.requireNonNull(partition), at.offset(), () -> consumed(record, at));
    var call = outcome.call();
    if (call == null) {
      var written = writer.write(outcome.result(), outcome.inputs(), record.timestamp());
      answer(to, written, outcome.told());
    } else {
      passOn(to, call, record.timestamp());
    }
    if (outcome.deadLetter() != null) {
      to.forward(writer.deadLetter(record, at, outcome.deadLetter()), sinks.deadLetters());
    }
  }

  private void answer(
      ProcessorContext<byte[], Outgoing> to, ResultWriter.Written written, boolean told) {
    to.forward(written.record(), sinks.results());
    if (!told) {
      replies.offer(written.result());
    }
  }

  private void passOn(
      ProcessorContext<byte[], Outgoing> to, InferenceRequest call, long timestamp) {
    try {
      to.forward(calls.write(call, timestamp), sinks.calls());
    } catch (InvalidRequestException e) {
      answer(to, writer.write(Job.failure(call, e), timestamp), false);
    }
  }

  private static ConsumerRecord<byte[], byte[]> consumed(
      Record<byte[], byte[]> record, RecordMetadata at) {
    return new ConsumerRecord<>(
        at.topic(),
        at.partition(),
        at.offset(),
        record.timestamp(),
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  @Override
  public void close() {
    if (partition != null) {
      runAhead.disown(partition.partition(), this);
      batchAhead.drop(partition);
    }
  }
}
