package io.millrace.ingress.application;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.Periods;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelFeedback;
import io.millrace.model.application.InvalidApplicationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code PUT /qoa/{app}/feedback?window=24h&regression=}: the truth of the answers that the application reports will be
 * told, so long after them at most. {@code DELETE} takes that back.
 */
final class FeedbackRoutes {
  private final ApplicationService applications;

  FeedbackRoutes(ApplicationService applications) {
    this.applications = applications;
  }

  private record Expected(String application, @Nullable Told feedback) {}

  private record Told(Duration window, boolean regression) {
    static @Nullable Told of(@Nullable ModelFeedback feedback) {
      return feedback == null ? null : new Told(feedback.window(), feedback.regression());
    }
  }

  RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .PUT("/qoa/{app}/feedback", request -> expect(request, feedback(request)))
        .DELETE("/qoa/{app}/feedback", request -> expect(request, null))
        .build();
  }

  private Mono<ServerResponse> expect(ServerRequest request, @Nullable ModelFeedback feedback) {
    var name = request.pathVariable("app");
    return Mono.<ServerResponse>fromCallable(
            () -> JsonResponse.of(new Expected(name, Told.of(applications.expect(name, feedback)))))
        .onErrorResume(
            e -> e instanceof ApplicationService.InvalidException
                || e instanceof InvalidApplicationException,
            e -> Mono.just(
                JsonResponse.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()))))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static ModelFeedback feedback(ServerRequest request) {
    var window = request
        .queryParam("window")
        .orElseThrow(() -> new InvalidRequestException(
            FailureCode.MALFORMED,
            "\"window\" is missing: how long after an answer its truth may come, such as 24h"));
    boolean regression = request.queryParam("regression").map("true"::equals).orElse(false);
    try {
      var feedback = new ModelFeedback(Periods.parse(window), regression);
      if (!feedback.isOff()) {
        return feedback;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(FailureCode.MALFORMED, String.valueOf(e.getMessage()));
    }
    throw new InvalidRequestException(
        FailureCode.MALFORMED, "window: 0 is none; DELETE takes the expectation back");
  }
}
