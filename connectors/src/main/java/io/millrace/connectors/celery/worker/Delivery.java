package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.broker.Acknowledgements;
import io.millrace.connectors.celery.message.Envelope;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A message that the broker has handed over.
 *
 * @param open whether the channel that it came by still is: if not, it comes again
 */
record Delivery(
    long tag,
    String queue,
    boolean redelivered,
    Envelope envelope,
    Acknowledgements acknowledgements,
    BooleanSupplier open) {

  void acknowledge() {
    acknowledgements.acknowledge(List.of(tag));
  }

  void reject(boolean requeue) {
    acknowledgements.reject(tag, requeue);
  }
}
