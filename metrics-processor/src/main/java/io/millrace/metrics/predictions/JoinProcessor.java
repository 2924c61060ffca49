package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.join.FeedbackJoin;
import io.millrace.metrics.accuracy.join.JoinConfig;
import io.millrace.metrics.accuracy.join.JoinCounts;
import io.millrace.metrics.accuracy.join.JoinEvent;
import io.millrace.metrics.accuracy.join.Joined;
import io.millrace.metrics.accuracy.join.Predicted;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Joins what was predicted with what was true, by request id, and counts both in the windows of the predictions. */
final class JoinProcessor implements Processor<String, Message, String, Message> {
  private static final byte TIMES = 'w';

  private final String storeName;
  private final PredictionsConfig config;
  private final int partitions;
  private final OwnSamples samples;
  private final OwnSamples.Times times;
  private @Nullable ProcessorContext<String, Message> context;
  private @Nullable State state;

  /** What is kept in the store, as far as it is needed in memory. */
  private final class State {
    private final KafkaJoinStore entries;
    private final AccuracyWindows windows;
    private final Reaching reaching;
    private final FeedbackJoin join;
    private long latest = Reaching.NO_TIME;
    private final Pace pace = new Pace(config.step());

    State(KeyValueStore<Bytes, byte[]> store) {
      entries = new KafkaJoinStore(store);
      windows = new AccuracyWindows(store, config, context().taskId().partition());
      reaching = new Reaching(
          store,
          TIMES,
          Map.of(
              Origin.RESULTS, partitions,
              Origin.FEEDBACK, partitions,
              Origin.REPORTED, partitions));
      var most = new JoinConfig(config.early(), Math.max(1, config.remembered() / partitions));
      join = new FeedbackJoin(most, entries, entries.counts());
      join.advance(reaching.least());
    }
  }

  /**
   * @param storeName of the store
   * @param partitions of the results, of the feedback and of the reported answers, each
   */
  JoinProcessor(String storeName, PredictionsConfig config, int partitions, OwnSamples samples) {
    this.storeName = storeName;
    this.config = config;
    this.partitions = partitions;
    this.samples = samples;
    this.times = samples.new Times();
  }

  @Override
  public void init(ProcessorContext<String, Message> context) {
    this.context = context;
    this.state = null;
  }

  @Override
  public void process(Record<String, Message> record) {
    var message = record.value();
    var before = state().join.counts();
    if (message instanceof Message.Slim slim) {
      take(record.key(), state().windows.admitted(slim.prediction()), record.timestamp());
    } else if (message instanceof Message.Truth truth) {
      for (var joined : state().join.truth(record.key(), truth.truth())) {
        count(joined, record.timestamp());
      }
    } else if (message instanceof Message.Reached reached) {
      reach(reached, record.timestamp());
    }
    var after = state().join.counts();
    if (!after.equals(before)) {
      state().entries.saveCounts(after);
    }
  }

  private void take(String id, Predicted prediction, long now) {
    var before = state().join.counts();
    var joined = state().join.predicted(id, prediction);
    if (refused(state().join.counts()) == refused(before)) {
      state()
          .windows
          .change(
              prediction, accuracy -> accuracy.addPredictions(prediction.rows().size()));
    }
    if (joined != null) {
      count(joined, now);
    }
  }

  private static long refused(JoinCounts counts) {
    return counts.of(JoinEvent.REPEATED_PREDICTION) + counts.of(JoinEvent.LATE);
  }

  private void count(Joined joined, long now) {
    state().windows.change(joined.prediction(), accuracy -> accuracy.add(joined.pairs()));
    long known = Math.max(now, joined.prediction().time());
    samples.judged(joined, known, event -> send("", new Message.Told(event), now));
  }

  private void reach(Message.Reached reached, long now) {
    var known = state();
    known.reaching.note(reached);
    known.latest = Math.max(known.latest, reached.latest());
    long least = known.reaching.least();
    known.join.advance(least);
    if (known.pace.isTime(least, known.latest)) {
      known.windows.sendChanged(part -> send(part.window().key(), part, now));
      known.windows.close(least);
      int partition = context().taskId().partition();
      send("", new Message.Reached(Origin.JOIN, partition, least, known.latest), now);
      if (least != Reaching.NO_TIME) {
        times.tell(least, event -> send("", new Message.Told(event), now));
      }
    }
  }

  private void send(String key, Message message, long now) {
    context().forward(new Record<>(key, message, now));
  }

  /** Found when it is first needed: the store is whole by then, however it came back. */
  private State state() {
    if (state == null) {
      state = new State(context().getStateStore(storeName));
    }
    return state;
  }

  private ProcessorContext<String, Message> context() {
    return Objects.requireNonNull(context);
  }
}
