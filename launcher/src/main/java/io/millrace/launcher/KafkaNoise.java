package io.millrace.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/** Drops warnings of Kafka that say nothing a user could act on; {@code logback.xml} names it. */
public final class KafkaNoise extends Filter<ILoggingEvent> {
  private static final List<String> HARMLESS = List.of(
      "Performing controller activation.",
      "Attempting to close NetworkClient that has already been closed",
      "The active controller appears to be node",
      // A reader that looks up where a topic ends and then begins elsewhere.
      "Not updating last stable offset for partition",
      "Processing exception handler is not enabled for the GlobalThread",
      "Using an OS temp directory in the state.dir property",
      // Two clients at once are the first to need an internal topic.
      "failed for __consumer_offsets with error 'TOPIC_ALREADY_EXISTS'",
      "failed for __transaction_state with error 'TOPIC_ALREADY_EXISTS'",
      // A topic that a stage has just created is not known everywhere yet; the client asks again.
      "The metadata response from the cluster reported a recoverable issue",
      // Controller and broker in one process: the first registration may come a moment too early.
      "apiKey=CONTROLLER_REGISTRATION",
      // A busy machine: the broker's own heartbeat is late, and the next one is not.
      "controller event queue overloaded",
      "sent a heartbeat request but received error REQUEST_TIMED_OUT",
      // A transaction that begins while the one before it is still being marked: the producer tries
      // again.
      "CONCURRENT_TRANSACTIONS",
      "retrying (2147483646 attempts left). Error: OUT_OF_ORDER_SEQUENCE_NUMBER",
      "Error processing append operation on partition");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    var message = event.getFormattedMessage();
    return HARMLESS.stream().anyMatch(message::contains) ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
