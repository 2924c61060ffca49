package io.millrace.ingress.predictions;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.ingress.log.LogConfig;
import io.millrace.topology.registry.CompactedView;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The truth of predictions in, and how right they were. */
public final class PredictionsDoor implements Door {
  private final KafkaFeedbackLog feedback;
  private final AccuracyHistory history;
  private final FeedbackHandler truths;
  private final AccuracyHandler accuracy;
  private final DriftHistory drifts;
  private final DriftHandler drift;

  public PredictionsDoor(LogConfig config, ModelIndex models, int maxBodyBytes) {
    this.feedback = new KafkaFeedbackLog(config);
    this.history =
        new AccuracyHistory(new CompactedView<>(config.topics().accuracy(), config.bootstrap()));
    this.truths = new FeedbackHandler(feedback, maxBodyBytes);
    this.accuracy = new AccuracyHandler(models, history);
    this.drifts =
        new DriftHistory(new CompactedView<>(config.topics().drift(), config.bootstrap()));
    this.drift = new DriftHandler(models, drifts);
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    return routes(truths, accuracy, drift);
  }

  /** The paths, whatever they work on. */
  public static RouterFunction<ServerResponse> routes(
      FeedbackHandler truths, AccuracyHandler accuracy, DriftHandler drift) {
    return RouterFunctions.route()
        .POST("/feedback", truths::take)
        .POST("/v2/models/{model}/feedback", truths::take)
        .GET("/qoa/models/{model}/accuracy", accuracy::ofModel)
        .GET("/qoa/{app}/accuracy", accuracy::ofApplication)
        .GET("/qoa/models/{model}/drift", drift::drift)
        .GET("/ui/accuracy/{model}", accuracy::pageOfModel)
        .GET("/ui/accuracy/applications/{app}", accuracy::pageOfApplication)
        .build();
  }

  @Override
  public void close() {
    feedback.close();
    history.close();
    drifts.close();
  }
}
