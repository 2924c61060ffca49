package io.millrace.ingress.http;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Some of the ingress's paths, with what they work on. */
public interface Door extends AutoCloseable {
  /** What is served; called once. */
  RouterFunction<ServerResponse> routes();

  /** Opens what the paths work on; returns at once. */
  default void start() {}

  /** Ends answers that would go on for ever. Before the server stops, since it waits for answers under way. */
  default void endStreams() {}

  /** After the server has stopped. */
  @Override
  void close();
}
