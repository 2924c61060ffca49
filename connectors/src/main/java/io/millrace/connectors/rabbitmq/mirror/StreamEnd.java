package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Consumer;
import com.rabbitmq.stream.ConsumerFlowStrategy;
import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.MessageHandler;
import com.rabbitmq.stream.OffsetSpecification;
import com.rabbitmq.stream.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Looks up where a stream ends, by its last block: before RabbitMQ 3.11 there is no other way. An empty stream has no
 * end until something comes.
 */
final class StreamEnd implements AutoCloseable {
  // By how much clocks may differ; taking a stream for another doubles all of it.
  private static final long CLOCKS_MS = 5000;

  private final Consumer consumer;
  private volatile long next;
  private volatile boolean closing;
  private volatile @Nullable End found;

  /** @param changes of the connection */
  StreamEnd(Environment environment, String stream, Resource.StateListener changes) {
    consumer = environment.consumerBuilder().stream(stream)
        .offset(OffsetSpecification.last())
        .noTrackingStrategy()
        .flow()
        .strategy(new OneBlock())
        .builder()
        .listeners(context -> {
          if (!closing) {
            changes.handle(context);
          }
        })
        .messageHandler(this::take)
        .build();
  }

  /**
   * The end of a stream.
   *
   * @param next the offset that comes after all that is there
   * @param writtenAt when the last of it came, by the broker's clock
   */
  record End(long next, long writtenAt) {
    /**
     * Whether the place is one in another stream of that name, which was deleted. A broker that is behind ends early as
     * well, but with what came before the place was kept.
     */
    boolean isOfAnother(Positions.Place place) {
      return next < place.next() && writtenAt > place.keptAt() + CLOCKS_MS;
    }
  }

  /** Null as long as it is not known. */
  @Nullable
  End found() {
    return found;
  }

  private void take(MessageHandler.Context context, Message message) {
    if (found == null) {
      found = new End(next, context.timestamp());
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.close();
  }

  /** Asks for one block, and for no more. */
  private final class OneBlock implements ConsumerFlowStrategy {
    @Override
    public int initialCredits() {
      return 1;
    }

    @Override
    public MessageProcessedCallback start(Context context) {
      next = context.chunkId() + context.messageCount();
      return any -> {};
    }
  }
}
