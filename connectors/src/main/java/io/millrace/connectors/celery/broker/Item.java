package io.millrace.connectors.celery.broker;

import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sent;
import java.util.function.Consumer;

/** A message on its way, and how it has fared so far. */
final class Item {
  final Message message;
  final Consumer<Sent> done;
  final String id;
  int tries;
  boolean returned;

  Item(Message message, Consumer<Sent> done, String id) {
    this.message = message;
    this.done = done;
    this.id = id;
  }
}
