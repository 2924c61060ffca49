package io.millrace.ingress;

import io.millrace.ingress.admin.ModelHandler;
import io.millrace.ingress.admin.PushHandler;
import io.millrace.ingress.admin.ServerHandler;
import io.millrace.ingress.admin.TopicsHandler;
import io.millrace.ingress.feed.ResultsHandler;
import io.millrace.ingress.infer.InferHandler;
import io.millrace.ingress.qoa.MetricsHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Every path that the ingress serves. */
final class Routes {
  private Routes() {}

  /** The paths of the Open Inference Protocol that carry the load; first, because the first match ends the search. */
  static RouterFunction<ServerResponse> infer(InferHandler infer) {
    return RouterFunctions.route()
        .POST("/v2/models/{model}/infer", infer::infer)
        .POST("/v2/models/{model}/versions/{version}/infer", infer::infer)
        .build();
  }

  static RouterFunction<ServerResponse> server(ServerHandler server) {
    return RouterFunctions.route()
        .GET("/v2", server::metadata)
        .GET("/v2/", server::metadata)
        .GET("/v2/health/live", server::live)
        .GET("/v2/health/ready", server::ready)
        .GET("/info", server::info)
        .build();
  }

  static RouterFunction<ServerResponse> models(ModelHandler models) {
    return RouterFunctions.route()
        .GET("/v2/models", models::list)
        .GET("/v2/models/{model}", models::metadata)
        .GET("/v2/models/{model}/versions/{version}", models::metadata)
        .GET("/v2/models/{model}/ready", models::ready)
        .GET("/v2/models/{model}/versions/{version}/ready", models::ready)
        .GET("/v2/repository/index", models::index)
        .POST("/v2/repository/index", models::index)
        .build();
  }

  static RouterFunction<ServerResponse> push(PushHandler push) {
    return RouterFunctions.route()
        .POST("/v2/repository/models/{model}", push::next)
        .PUT("/v2/repository/models/{model}/versions/{version}", push::at)
        .build();
  }

  /** The path is that of ROHE's observation service. */
  static RouterFunction<ServerResponse> metrics(MetricsHandler metrics) {
    return RouterFunctions.route().POST("/metrics", metrics::report).build();
  }

  static RouterFunction<ServerResponse> log(TopicsHandler topics, ResultsHandler results) {
    return RouterFunctions.route()
        .GET("/topics", topics::list)
        .GET("/results", results::watch)
        .build();
  }
}
