package io.millrace.connectors.rabbitmq.mirror;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.rabbitmq.stream.ConsumerFlowStrategy;
import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.MessageHandler;
import com.rabbitmq.stream.OffsetSpecification;
import com.rabbitmq.stream.Resource;
import io.millrace.connectors.rabbitmq.mirror.Incoming.Kind;
import io.millrace.connectors.rabbitmq.mirror.KafkaSide.TopicFacts;
import io.millrace.connectors.rabbitmq.mirror.Positions.Place;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one stream from a place on, and makes records of its messages. */
final class StreamReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);
  private static final int CREDITS = 10;
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long AHEAD_MS = TimeUnit.MINUTES.toMillis(10);

  private final MirrorConfig config;
  private final TopicFacts topic;
  private final Part part;
  private final Writing writing;
  private final Consumer<RuntimeException> failing;
  private final Letters letters;
  private final MessageReader reader;
  private final Trail ways;
  private com.rabbitmq.stream.@Nullable Consumer consumer;
  private @Nullable Looking looking;
  private volatile boolean closing;
  // Moved by the reader's thread, looked at by the mirror's while that waits.
  private long next;
  private long committed;
  private boolean begun;
  private boolean told;

  StreamReader(
      MirrorConfig config,
      TopicFacts topic,
      Part part,
      Writing writing,
      Consumer<RuntimeException> failing) {
    this.config = config;
    this.topic = topic;
    this.part = part;
    this.writing = writing;
    this.failing = failing;
    this.letters = new Letters(config, KafkaSide.largest(topic));
    this.ways = new Trail(
        Names.stream(config.rabbit().broker().virtualHost().name(), config.stream()),
        Names.topic(topic.cluster(), config.topic()));
    this.reader = new MessageReader(ways);
  }

  /** A stream, and which of how many it is. */
  record Part(String stream, int index, int of) {}

  /** That the stream's end is not known yet. */
  private record Looking(Environment environment, Place place, StreamEnd end, long since) {}

  /** Where what was read goes. */
  interface Writing {
    /** Writes it, and moves on if it is written. */
    void write(Incoming incoming, Runnable move);
  }

  String stream() {
    return part.stream();
  }

  /** The offset that comes after all that is written. */
  long next() {
    return next;
  }

  boolean hasMoved() {
    return next != committed;
  }

  void committed() {
    committed = next;
  }

  /** Reads, at once or after {@link #begin} has made sure of the place. */
  void start(Environment environment, Place place) {
    if (place.next() == 0) {
      open(environment, 0);
    } else {
      look(environment, place);
    }
  }

  private void look(Environment environment, Place place) {
    var end = new StreamEnd(environment, part.stream(), this::changed);
    looking = new Looking(environment, place, end, System.nanoTime());
  }

  /** To be called now and then by the mirror's thread. */
  void begin() {
    var look = looking;
    var end = look == null ? null : look.end().found();
    if (look == null || end == null) {
      return;
    }
    var place = look.place();
    boolean another = end.isOfAnother(place);
    boolean early = end.next() < place.next();
    if (another || (early && !told)) {
      LOG.warn(
          "mirror {}: stream {} was mirrored up to {}, and ends at {}; {}",
          config.name(),
          part.stream(),
          place.next() - 1,
          end.next() - 1,
          another
              ? "it was made anew, and is mirrored from its beginning"
              : "it is looked at again");
      told = true;
    }
    if (another || !early) {
      looking = null;
      look.end().close();
      open(look.environment(), another ? 0 : place.next());
    } else if (System.nanoTime() - look.since() > AGAIN_NANOS) {
      look.end().close();
      look(look.environment(), place);
    }
  }

  private void open(Environment environment, long from) {
    next = from;
    committed = from;
    var builder = environment.consumerBuilder().stream(part.stream())
        .offset(from == 0 ? OffsetSpecification.first() : OffsetSpecification.offset(from))
        .noTrackingStrategy()
        .flow()
        .strategy(ConsumerFlowStrategy.creditWhenHalfMessagesProcessed(CREDITS))
        .builder()
        .listeners(this::changed)
        .messageHandler(this::take);
    var filter = config.filter();
    if (filter != null) {
      builder
          .filter()
          .values(filter.wanted().toArray(new String[0]))
          // The broker leaves out whole blocks only. What else is not wanted is told in take: the
          // client would not ask for more once it had left out enough.
          .postFilter(message -> true)
          .builder();
    }
    consumer = builder.build();
  }

  private static boolean isWanted(Message message, FieldFilter filter) {
    var value = FieldValue.of(message, filter);
    return value != null && filter.wanted().contains(value);
  }

  private void changed(Resource.Context context) {
    var state = context.currentState();
    boolean lost = state == Resource.State.RECOVERING || state == Resource.State.CLOSED;
    if (lost && !closing) {
      failing.accept(new MirrorException(
          "stream %s: the connection to %s is lost".formatted(part.stream(), config.rabbit())));
    }
  }

  /** Called for one message after the other, in their order. */
  void take(MessageHandler.Context context, Message message) {
    try {
      read(context, message);
    } catch (Throwable e) {
      // The client would log it and leave the rest of the block out.
      failing.accept(new MirrorException(
          "stream %s cannot be read at %d: %s".formatted(part.stream(), context.offset(), e), e));
    } finally {
      // For each that came, whatever became of it: the broker sends no more otherwise.
      context.processed();
    }
  }

  private void read(MessageHandler.Context context, Message message) {
    long offset = context.offset();
    if (offset < next || closing) {
      return;
    }
    if (!begun) {
      begun = true;
      tellOfGap(offset);
    }
    writing.write(incoming(context, message), () -> next = offset + 1);
  }

  private void tellOfGap(long offset) {
    if (next > 0 && offset > next && config.filter() == null) {
      // Some places hold no messages, so that a small gap may be none.
      LOG.warn(
          "mirror {}: stream {} goes on at {}, after {}; if that much was removed from it, it is"
              + " missed",
          config.name(),
          part.stream(),
          offset,
          next - 1);
    }
  }

  private Incoming incoming(MessageHandler.Context context, Message message) {
    if (message instanceof Unreadable other) {
      var bytes = other.getBodyAsBinary();
      var found = new MessageReader.Content(null, bytes, new RecordHeaders(), -1);
      return refused(context, found, other.reason());
    }
    var filter = config.filter();
    if (filter != null && !isWanted(message, filter)) {
      return Incoming.UNWANTED;
    }
    var trail = MessageReader.trail(message);
    if (ways.passes(trail)) {
      return Incoming.SKIPPED;
    }
    try {
      var content = reader.read(message, trail);
      if (content.key() == null && topic.compacted()) {
        return refused(
            context, content, "it has no key, and topic %s is compacted".formatted(config.topic()));
      }
      var record = record(content, context.timestamp());
      long bytes = Sizes.of(content.key(), content.value(), content.headers());
      return bytes <= topic.maxMessageBytes()
          ? new Incoming(Kind.MIRRORED, record)
          : refused(
              context,
              content,
              "%d bytes are more than topic %s takes, which is %d"
                  .formatted(bytes, config.topic(), topic.maxMessageBytes()));
    } catch (MirrorException e) {
      var nothing = new MessageReader.Content(null, null, new RecordHeaders(), -1);
      return refused(context, nothing, String.valueOf(e.getMessage()));
    }
  }

  private Incoming refused(
      MessageHandler.Context context, MessageReader.Content content, String reason) {
    var at = new Letters.Place("stream:" + part.stream(), part.index(), context.offset());
    var letter = letters.letter(content.key(), content.value(), content.headers(), at, reason);
    return new Incoming(Kind.REFUSED, letter);
  }

  private ProducerRecord<byte[], byte[]> record(MessageReader.Content content, long arrived) {
    return new ProducerRecord<>(
        config.topic(),
        partition(content.key()),
        time(content, arrived),
        content.key(),
        content.value(),
        content.headers());
  }

  /** Kafka refuses times that are far ahead, as those in another unit are. */
  private static long time(MessageReader.Content content, long arrived) {
    long created = content.timestamp();
    if (created <= System.currentTimeMillis() + AHEAD_MS) {
      return created < 0 ? arrived : created;
    }
    content.headers().add(Names.CREATION_TIME, Long.toString(created).getBytes(US_ASCII));
    return arrived;
  }

  /** Each stream has its partition where there are as many of both; else a key has, as with Kafka's own producers. */
  private int partition(byte @Nullable [] key) {
    if (part.of() == topic.partitions() || key == null) {
      return part.index() % topic.partitions();
    }
    return Utils.toPositive(Utils.murmur2(key)) % topic.partitions();
  }

  @Override
  public void close() {
    closing = true;
    if (looking != null) {
      looking.end().close();
    }
    if (consumer != null) {
      consumer.close();
    }
  }
}
