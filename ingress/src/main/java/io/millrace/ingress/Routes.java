package io.millrace.ingress;

import io.millrace.ingress.admin.ModelHandler;
import io.millrace.ingress.admin.PushHandler;
import io.millrace.ingress.admin.ServerHandler;
import io.millrace.ingress.admin.TopicsHandler;
import io.millrace.ingress.infer.InferHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths that need nothing but what the ingress has in any case; others have a door of their own. */
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

  static RouterFunction<ServerResponse> topics(TopicsHandler topics) {
    return RouterFunctions.route().GET("/topics", topics::list).build();
  }
}
