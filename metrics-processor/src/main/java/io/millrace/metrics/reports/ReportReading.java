package io.millrace.metrics.reports;

import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.Unreadable;
import io.millrace.metrics.reports.Reported.Way;
import io.millrace.model.qoa.Measurement;
import io.millrace.model.qoa.Measurements;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import io.millrace.topology.serde.qoa.LoggedNumbers;
import io.millrace.topology.serde.qoa.ProbeNumbers;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers out of a record of the reports topic, in whatever form and under whatever key. The same record gives
 * the same at every replay.
 */
final class ReportReading {
  // A source that invents instances must not fill the memory.
  private static final int MOST_HOMES = 4096;

  private final ReportReader reader;
  private final LoggedNumbers numbers;
  private final ProbeNumbers probes;
  private final Map<Source, Home> homes = new HashMap<>();
  private final int partitions;
  private final long toleranceMillis;
  private final OwnTimed ownTimed;
  private final ExpectedFeedback expected;

  /** The key of a source and the partition in which it is at home. */
  private record Home(byte[] key, int partition) {}

  /**
   * @param config of which partitions and tolerance count
   * @param ownTimed the applications whose time is their own when a report is read
   * @param expected whose answers are wanted
   */
  ReportReading(
      ReportLimits limits, ReportsConfig config, OwnTimed ownTimed, ExpectedFeedback expected) {
    this.reader = new ReportReader(limits);
    this.numbers = new LoggedNumbers(limits);
    this.probes = new ProbeNumbers(limits);
    this.partitions = config.partitions();
    this.toleranceMillis = config.toleranceMillis();
    this.ownTimed = ownTimed;
    this.expected = expected;
  }

  /**
   * What is in a record, and what of it cannot be read.
   *
   * @param partition in which it stands
   * @param millis the record's time, which reports have that do not tell theirs
   */
  List<Reported> read(byte @Nullable [] key, byte @Nullable [] value, int partition, long millis) {
    if (value == null) {
      return List.of(new Unreadable("the record has no value", null));
    }
    var parts = new ArrayList<Reported>();
    if (numbers.read(value)) {
      parts.add(placed(numbers(millis), key, partition));
      addAnswers(numbers.source().application(), value, millis, parts);
      return parts;
    }
    var found = probes.read(value, millis);
    if (found != null) {
      addAll(found, key, partition, millis, parts);
      addAnswers(found.get(0).source().application(), value, millis, parts);
      return parts;
    }
    for (var entry : readAll(value, millis)) {
      if (entry instanceof ReportReader.Read read) {
        addAll(measurements(read.report()), key, partition, millis, parts);
        addAnswers(entry, millis, parts);
      } else if (entry instanceof ReportReader.Refused refused) {
        parts.add(new Unreadable(refused.reason(), refused.bytes()));
      }
    }
    return parts;
  }

  /** Adds what has numbers; where nothing has, the first, for the time that it tells. */
  private void addAll(
      List<Measurements> found,
      byte @Nullable [] key,
      int partition,
      long millis,
      List<Reported> to) {
    boolean nothing = found.stream().allMatch(one -> one.values().isEmpty());
    for (var one : nothing ? found.subList(0, 1) : found) {
      if (nothing || !one.values().isEmpty()) {
        to.add(placed(held(one, millis), key, partition));
      }
    }
  }

  private Measurements held(Measurements one, long millis) {
    return one.eventTimeMillis() <= millis + toleranceMillis
        ? one
        : new Measurements(one.source(), one.passedOn(), millis + toleranceMillis, one.values());
  }

  private List<ReportReader.Entry> readAll(byte[] value, long millis) {
    return reader.read(value, Instant.ofEpochMilli(millis));
  }

  /** The answers in what has been read without becoming a report, where somebody expects their truth. */
  private void addAnswers(String application, byte[] value, long millis, List<Reported> to) {
    if (expected.of(application) != null) {
      readAll(value, millis).forEach(entry -> addAnswers(entry, millis, to));
    }
  }

  private void addAnswers(ReportReader.Entry entry, long millis, List<Reported> to) {
    if (!(entry instanceof ReportReader.Read read) || read.report().inferences().isEmpty()) {
      return;
    }
    var report = read.report();
    var application = report.source().application();
    var feedback = expected.of(application);
    if (feedback != null) {
      ReportedAnswers.of(report, feedback, time(report, millis), ownTimed.includes(application))
          .forEach(answer -> to.add(new Reported.Answered(answer)));
    }
  }

  private long time(Report report, long millis) {
    return Math.min(report.eventTime().toEpochMilli(), millis + toleranceMillis);
  }

  /** Of a report that has been read without becoming one. */
  private Measurements numbers(long millis) {
    var values = new ArrayList<Measurement>(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      values.add(new Measurement(numbers.category(i), numbers.metric(i), numbers.value(i)));
    }
    long time = Math.min(numbers.eventTimeMillis(), millis + toleranceMillis);
    return new Measurements(numbers.source(), numbers.isPassedOn(), time, values);
  }

  private static List<Measurements> measurements(Report whole) {
    var all = new ArrayList<Measurements>();
    for (var report : whole.bySource()) {
      var values = new ArrayList<Measurement>(report.observations().size());
      for (var observation : report.observations()) {
        add(observation, values);
      }
      all.add(new Measurements(
          report.source(), report.isPassedOn(), report.eventTime().toEpochMilli(), values));
    }
    return all;
  }

  private static void add(Observation observation, List<Measurement> values) {
    if (observation.value() instanceof Value.Numeric number) {
      values.add(new Measurement(observation.category(), observation.metric(), number.number()));
    } else if (observation.value() instanceof Value.Invalid) {
      values.add(new Measurement(observation.category(), observation.metric(), Double.NaN));
    }
  }

  private Measured placed(Measurements measurements, byte @Nullable [] key, int partition) {
    var home = home(measurements.source());
    boolean atHome = partition == home.partition() && Arrays.equals(home.key(), key);
    return new Measured(
        new Way(partition, home.partition(), atHome),
        measurements,
        ownTimed.includes(measurements.source().application()));
  }

  private Home home(Source source) {
    var known = homes.get(source);
    if (known != null) {
      return known;
    }
    if (homes.size() == MOST_HOMES) {
      homes.clear();
    }
    var key = source.key().getBytes(StandardCharsets.US_ASCII);
    var home = new Home(key, partitionOf(key));
    homes.put(source, home);
    return home;
  }

  // As Kafka's own partitioner has it. Clients in other languages have others.
  private int partitionOf(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
