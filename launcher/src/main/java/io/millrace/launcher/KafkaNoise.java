package io.millrace.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/** Drops warnings of a single-node broker that only say that it starts or stops; {@code logback.xml} names it. */
public final class KafkaNoise extends Filter<ILoggingEvent> {
  private static final List<String> HARMLESS = List.of(
      "Performing controller activation.",
      "Attempting to close NetworkClient that has already been closed",
      "The active controller appears to be node");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    var message = event.getFormattedMessage();
    return HARMLESS.stream().anyMatch(message::contains) ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
