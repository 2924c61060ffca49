package io.millrace.ingress.windows;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.log.LogConfig;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What windows came to: asked for, and as they close. */
public final class WindowsDoor implements Door {
  private final WindowView view;

  public WindowsDoor(LogConfig config, Admin admin) {
    this.view = new WindowView(config, admin);
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    var windows = new WindowsHandler(view);
    return RouterFunctions.route()
        .GET("/qoa", windows::applications)
        .GET("/qoa/{app}/windows", windows::windows)
        .GET("/qoa/{app}/stream", windows::stream)
        .build();
  }

  @Override
  public void start() {
    view.start();
  }

  @Override
  public void endStreams() {
    view.close();
  }

  @Override
  public void close() {}
}
