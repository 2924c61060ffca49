package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sent;
import io.millrace.connectors.celery.broker.Message.Address;
import io.millrace.connectors.celery.message.PythonJson;
import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Outcome.PythonException;
import io.millrace.connectors.celery.result.ResultBackend;
import io.millrace.connectors.celery.result.Told;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Results in the client's own queue: the backend {@code rpc://}. */
public final class RpcBackend implements ResultBackend {
  private static final int TRANSIENT = 1;
  private static final Outcome REFUSED = Outcome.failure(
      new PythonException(
          "millrace", "ResultTooLarge", List.of("the broker takes no message of that size")),
      null);

  private final ConfirmedPublisher publisher;
  private final InstantSource clock;

  public RpcBackend(ConfirmedPublisher publisher, InstantSource clock) {
    this.publisher = publisher;
    this.clock = clock;
  }

  @Override
  public void tell(Told told, Runnable done) {
    var queue = told.reply().queue();
    if (queue == null || told.reply().ignored()) {
      done.run();
      return;
    }
    var properties = new BasicProperties.Builder()
        .contentType(PythonJson.CONTENT_TYPE)
        .contentEncoding("utf-8")
        .correlationId(told.reply().correlationId())
        .deliveryMode(TRANSIENT)
        .priority(0)
        .headers(Map.of())
        .build();
    publisher.send(
        new Message(Address.queue(queue), properties, told.json(clock.instant()), true), sent -> {
          if (sent == Sent.REFUSED && !told.outcome().isFailure()) {
            // Who waits would wait for ever.
            tell(told.failed(REFUSED), done);
          } else {
            done.run();
          }
        });
  }

  /** Clients with this backend make no chords. */
  @Override
  public void chordPart(Told told, Signature body, Consumer<ChordEnd> next, Runnable done) {
    next.accept(new ChordEnd.Failed(Outcome.celeryFailure(
        "ChordError", "a chord needs the result backend redis, and this worker has rpc")));
    done.run();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "rpc://";
  }
}
