package io.millrace.connectors.rabbitmq.reports;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.millrace.connectors.rabbitmq.reports.ReportLog.Received;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One application's reports on one connection. */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final long DECLARE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PROVEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ReportQueues queues;
  private final Channel channel;
  private final ReportLog log;
  private final Intakes.Counts counts;
  private final AtomicInteger underWay = new AtomicInteger();
  private final long openedAt = System.nanoTime();
  private volatile boolean wrote;
  private volatile @Nullable Exception failure;
  private long declaredAt = System.nanoTime();
  private boolean leaving;

  private Intake(ReportQueues queues, Channel channel, ReportLog log, Intakes.Counts counts) {
    this.queues = queues;
    this.channel = channel;
    this.log = log;
    this.counts = counts;
  }

  /**
   * Declares what it needs and begins to consume.
   *
   * @param written of the application, kept over connections
   */
  static Intake open(
      ReportQueues queues,
      Connection connection,
      ReportLog log,
      Intakes.Counts counts,
      Written written,
      int prefetch)
      throws IOException {
    var channel = connection.createChannel();
    if (channel == null) {
      throw new IOException("the broker allows no more channels on a connection");
    }
    try {
      queues.declare(connection, channel);
      channel.basicQos(prefetch);
      var intake = new Intake(queues, channel, log, counts);
      for (var queue : queues.both()) {
        intake.consume(queue, written);
      }
      return intake;
    } catch (IOException | RuntimeException e) {
      channel.abort();
      throw e;
    }
  }

  private void consume(String queue, Written written) throws IOException {
    boolean late = queue.equals(queues.late());
    channel.basicConsume(queue, false, new DefaultConsumer(channel) {
      @Override
      public void handleDelivery(
          String tag, Envelope envelope, BasicProperties properties, byte[] body) {
        take(
            new Received(queue, envelope.getRoutingKey(), late || envelope.isRedeliver(), body),
            envelope.getDeliveryTag(),
            written);
        if (late) {
          counts.late.increment();
        }
      }

      @Override
      public void handleCancel(String tag) throws IOException {
        // Someone has removed the queue: it is made again, with a new channel.
        channel.abort();
      }
    });
  }

  private void take(Received message, long tag, Written written) {
    if (!channel.isOpen() || failure instanceof TimeoutException) {
      // It comes again. Each that is tried while the log is away waits a minute, and might be
      // written when this channel is no longer the one that is followed.
      return;
    }
    var mark = Written.mark(message.body());
    if (message.again() && written.remove(mark)) {
      counts.recognised.increment();
      acknowledge(tag);
      written.add(mark);
      return;
    }
    underWay.incrementAndGet();
    log.write(
        message,
        () -> {
          written.add(mark);
          counts.taken.increment();
          wrote = true;
          acknowledge(tag);
          underWay.decrementAndGet();
        },
        refused -> {
          // The channel is not closed from here: that waits for the broker, and the log's thread
          // must not.
          failure = refused;
          underWay.decrementAndGet();
        });
  }

  private void acknowledge(long tag) {
    try {
      channel.basicAck(tag, false);
    } catch (IOException | RuntimeException e) {
      // The connection is lost: the message comes again, and is known.
      LOG.debug("{}: not acknowledged", queues.fresh(), e);
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Why the log has refused a message; null while it has not. Only a new channel brings that message again. */
  @Nullable
  Exception failure() {
    return failure;
  }

  /** Whether the log takes what comes, as far as can be told. */
  boolean isProven() {
    return failure == null
        && (wrote || (underWay.get() == 0 && System.nanoTime() - openedAt > PROVEN_NANOS));
  }

  /** Gives back to the broker what is not acknowledged. */
  void abort() throws IOException {
    channel.abort();
  }

  /**
   * Takes the application up again that was about to be left, and now and then makes what someone has removed: with an
   * exchange its binding goes, of which the broker says nothing.
   */
  void stay(Connection connection) throws IOException {
    if (leaving || System.nanoTime() - declaredAt > DECLARE_NANOS) {
      queues.declare(connection, channel);
      declaredAt = System.nanoTime();
      leaving = false;
    }
  }

  /** Takes what is there and then removes its queues; true once that is done. */
  boolean leave() throws IOException {
    if (!leaving) {
      queues.unbind(channel);
      leaving = true;
    }
    if (queues.left(channel) > 0 || underWay.get() > 0) {
      return false;
    }
    queues.delete(channel);
    channel.abort();
    return true;
  }
}
