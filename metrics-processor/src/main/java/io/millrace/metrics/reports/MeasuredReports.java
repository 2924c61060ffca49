package io.millrace.metrics.reports;

import io.millrace.metrics.marks.Marks;
import io.millrace.metrics.reports.Reported.Bundle;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.reports.Reported.Unreadable;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.qoa.ReportLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The numbers in the reports of the topic, each in the partition of its source's key, whoever wrote the reports in
 * whatever form. Those of reports that the ingress has written pass through; others take the way over a topic of the
 * stage's own, because written back into the first they would count twice when that is read again. They go in bundles:
 * what a commit takes to the same partition is a record or few. The time that a partition has reached goes the same ways.
 */
public final class MeasuredReports {
  /** Names the topic over which reports come home. */
  public static final String REKEYED = "reports-by-source";

  // Room for the headers of a dead letter beside its contents.
  private static final int SPARE_BYTES = 512 << 10;
  // Of many reports, and far below what a record may have.
  private static final int MAX_BUNDLE_BYTES = 32 << 10;
  // The time of an idle partition is told in marks, at most this far behind; see the ticker.
  private static final Duration DELAY = Duration.ofSeconds(1);
  // Every partition tells every other one: the more there are, the longer the steps.
  private static final long STEP_MILLIS_A_PARTITION = 50;
  private static final long SHORTEST_STEP_MILLIS = 200;

  private final Topics topics;
  private final ReportsConfig config;
  private final Supplier<ExpectedFeedback> expected;

  /** Without answers: nobody expects their truth. */
  public MeasuredReports(Topics topics, String stage, String store, Duration tolerance) {
    this(topics, stage, store, tolerance, () -> ExpectedFeedback.NONE);
  }

  /**
   * @param stage whose name dead letters bear
   * @param store a {@link io.millrace.metrics.store.DeferredStore} that has been added
   * @param tolerance how far a report's own time may be ahead of its record's
   * @param expected makes, for each partition, what tells whose answers go to their topic
   */
  public MeasuredReports(
      Topics topics,
      String stage,
      String store,
      Duration tolerance,
      Supplier<ExpectedFeedback> expected) {
    this.topics = topics;
    this.expected = expected;
    int partitions = topics.reports().settings().partitions();
    this.config = new ReportsConfig(
        stage,
        store,
        partitions,
        tolerance.toMillis(),
        DELAY.toMillis(),
        stepMillis(partitions),
        topics.deadLetters().settings().maxMessageBytes() - SPARE_BYTES,
        MAX_BUNDLE_BYTES);
  }

  /** How far the time of one of so many partitions goes before the others are told. */
  public static long stepMillis(int partitions) {
    return Math.max(SHORTEST_STEP_MILLIS, partitions * STEP_MILLIS_A_PARTITION);
  }

  /** Adds the reading and re-keying. */
  public KStream<byte[], OnItsWay> addTo(StreamsBuilder builder) {
    var reported = topics
        .reports()
        .raw()
        .read(builder)
        .process(this::processor, Named.as("read-reports"), config.store());
    buryUnreadable(reported);
    writeAnswers(reported);
    var home = reported
        .filter((key, part) -> part instanceof OnItsWay, Named.as("at-home"))
        .mapValues(OnItsWay.class::cast, Named.as("read-at-home"));
    return home.merge(rekeyed(reported), Named.as("measured"));
  }

  private ReadingProcessor processor() {
    return new ReadingProcessor(ReportLimits.DEFAULTS, config, expected.get());
  }

  private KStream<byte[], OnItsWay> rekeyed(KStream<byte[], Reported> reported) {
    return reported
        .filter((key, part) -> part instanceof Bundle, Named.as("astray"))
        .mapValues(Bundle.class::cast, Named.as("bundles"))
        .repartition(Repartitioned.with(Serdes.ByteArray(), new BundleSerde())
            .withName(REKEYED)
            .withStreamPartitioner((topic, key, bundle, many) -> Optional.of(Set.of(bundle.to())))
            .withNumberOfPartitions(config.partitions()))
        .process(Unbundling::new, Named.as("unbundle"));
  }

  private void writeAnswers(KStream<byte[], Reported> reported) {
    var answers = topics.answers();
    var written = reported.process(
        () -> new AnswersProcessor(answers, config.stage()), Named.as("reported-answers"));
    answers.raw().write(written, Marks::partitions);
  }

  private void buryUnreadable(KStream<byte[], Reported> reported) {
    topics
        .deadLetters()
        .write(reported
            .filter((key, part) -> part instanceof Unreadable, Named.as("unreadable"))
            .mapValues(part -> ((Unreadable) part).bytes(), Named.as("unreadable-bytes")));
  }
}
