package io.millrace.ingress.feed;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.log.LogConfig;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Results as they are committed. */
public final class ResultsDoor implements Door {
  private final ResultFeed feed;

  public ResultsDoor(LogConfig config, Admin admin) {
    this.feed = new ResultFeed(config, admin);
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .GET("/results", new ResultsHandler(feed)::watch)
        .build();
  }

  @Override
  public void endStreams() {
    feed.close();
  }

  @Override
  public void close() {}
}
