package io.millrace.ingress.inputs;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.ingress.log.LogConfig;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What is to be watched of inputs in, and how good they were out. */
public final class InputsDoor implements Door {
  private final InputsHandler inputs;
  private final QualityHistory history;
  private final QualityHandler quality;

  public InputsDoor(LogConfig config, ModelCatalog catalog, ModelPublisher publisher) {
    this.inputs = new InputsHandler(catalog, publisher::publish);
    this.history =
        new QualityHistory(new CompactedView<>(config.topics().inputQuality(), config.bootstrap()));
    this.quality = new QualityHandler(ModelIndex.of(catalog), history);
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    return routes(inputs, quality);
  }

  /** The paths, whatever they work on. */
  public static RouterFunction<ServerResponse> routes(
      InputsHandler inputs, QualityHandler quality) {
    return RouterFunctions.route()
        .PUT("/qoa/models/{model}/inputs", inputs::put)
        .GET("/qoa/models/{model}/inputs", inputs::show)
        .DELETE("/qoa/models/{model}/inputs", inputs::delete)
        .GET("/qoa/models/{model}/quality", quality::quality)
        .build();
  }

  @Override
  public void close() {
    history.close();
  }
}
