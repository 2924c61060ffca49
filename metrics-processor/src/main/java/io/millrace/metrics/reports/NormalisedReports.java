package io.millrace.metrics.reports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.model.qoa.Report;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The reports of the topic, each under its source's key in that key's partition, whoever wrote them in whatever form.
 * Reports that the ingress has written pass through; others take the way over a topic of the stage's own, because
 * written back into the first they would count twice when that is read again.
 */
public final class NormalisedReports {
  /** Names the topic over which reports come home. */
  public static final String REKEYED = "reports-by-source";

  // Room for the headers of a dead letter beside its contents.
  private static final int SPARE_BYTES = 512 << 10;

  private final Topics topics;
  private final String stage;

  /** @param stage whose name dead letters bear */
  public NormalisedReports(Topics topics, String stage) {
    this.topics = topics;
    this.stage = stage;
  }

  /** Adds the reading and re-keying; what comes out is keyed by {@link io.millrace.model.qoa.Source#key}. */
  public KStream<String, Report> addTo(StreamsBuilder builder) {
    var normalised = found().read(builder).processValues(this::processor, Named.as("normalise"));
    buryUnreadable(normalised);
    var home = normalised
        .filter((key, part) -> part instanceof Normalised.AtHome, Named.as("at-home"))
        .mapValues(part -> ((Normalised.AtHome) part).report(), Named.as("at-home-reports"));
    return home.merge(rekeyed(normalised), Named.as("reports"));
  }

  private NormaliseProcessor processor() {
    var reader = new ReportReader(ReportLimits.DEFAULTS);
    var normalising = new ReportNormalising(reader, topics.reports().settings().partitions());
    int most = topics.deadLetters().settings().maxMessageBytes() - SPARE_BYTES;
    return new NormaliseProcessor(normalising, stage, most);
  }

  private KStream<String, Report> rekeyed(KStream<String, Normalised> normalised) {
    return normalised
        .filter((key, part) -> part instanceof Normalised.Astray, Named.as("astray"))
        .mapValues(part -> ((Normalised.Astray) part).report(), Named.as("astray-reports"))
        .selectKey((key, report) -> report.source().key(), Named.as("key-by-source"))
        .repartition(Repartitioned.with(Serdes.String(), topics.reports().values())
            .withName(REKEYED)
            .withNumberOfPartitions(topics.reports().settings().partitions()));
  }

  private void buryUnreadable(KStream<String, Normalised> normalised) {
    var letters = normalised
        .filter((key, part) -> part instanceof Normalised.Unreadable, Named.as("unreadable"))
        .mapValues(part -> ((Normalised.Unreadable) part).bytes(), Named.as("unreadable-bytes"));
    var dead = topics.deadLetters();
    new Topic<>(dead.name(), anyBytes(), dead.values(), dead.settings()).write(letters);
  }

  private Topic<String, byte[]> found() {
    var topic = topics.reports();
    return new Topic<>(topic.name(), anyBytes(), Serdes.ByteArray(), topic.settings());
  }

  // Keys may be any bytes, and go to the dead letters as they are. A source's key is ASCII, and
  // thus
  // the same text in this encoding.
  private static Serde<String> anyBytes() {
    return Serdes.serdeFrom(
        (topic, key) -> key == null ? null : key.getBytes(ISO_8859_1),
        (topic, bytes) -> bytes == null ? null : new String(bytes, ISO_8859_1));
  }
}
