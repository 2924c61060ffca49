package io.millrace.launcher.rabbitmq;

import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.OffsetSpecification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is in a stream, from its beginning on, read by RabbitMQ's own client. */
final class StreamLog {
  private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());

  /** @param environment whose end ends the reading too */
  StreamLog(Environment environment, String stream) {
    environment.consumerBuilder().stream(stream)
        .offset(OffsetSpecification.first())
        .messageHandler((context, message) -> messages.add(message))
        .build();
  }

  int size() {
    return messages.size();
  }

  List<Message> messages() {
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }

  /** The bodies as text, in the stream's order. */
  List<String> bodies() {
    return messages().stream()
        .map(message -> new String(message.getBodyAsBinary(), StandardCharsets.UTF_8))
        .toList();
  }
}
