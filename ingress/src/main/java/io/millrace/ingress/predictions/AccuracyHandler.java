package io.millrace.ingress.predictions;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.Periods;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelFeedback;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.Answerer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code GET /qoa/models/{model}/accuracy?version=&last=} and {@code GET /qoa/{app}/accuracy?stage=&last=}: how right a
 * model was, or what an application has reported, as far as the truth is known; and the same as pages for people.
 */
public final class AccuracyHandler {
  private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

  private final ModelIndex models;
  private final AccuracyHistory history;

  public AccuracyHandler(ModelIndex models, AccuracyHistory history) {
    this.models = models;
    this.history = history;
  }

  /**
   * @param total all windows shown, as one
   * @param windows in the order of time
   */
  record OfVersion(long version, AccuracyResult total, List<AccuracyResult> windows) {}

  /** @param feedback null where the model declares none */
  record OfModel(String model, @Nullable ModelFeedback feedback, List<OfVersion> versions) {}

  /**
   * @param total all windows shown, as one
   * @param windows in the order of time
   */
  record OfStage(String stage, AccuracyResult total, List<AccuracyResult> windows) {}

  record OfApplication(String application, List<OfStage> stages) {}

  public Mono<ServerResponse> ofModel(ServerRequest request) {
    return model(request).map(JsonResponse::of);
  }

  public Mono<ServerResponse> pageOfModel(ServerRequest request) {
    return model(request).flatMap(accuracy -> html(AccuracyPage.of(accuracy)));
  }

  public Mono<ServerResponse> ofApplication(ServerRequest request) {
    return application(request).map(JsonResponse::of);
  }

  public Mono<ServerResponse> pageOfApplication(ServerRequest request) {
    return application(request).flatMap(accuracy -> html(AccuracyPage.of(accuracy)));
  }

  private static Mono<ServerResponse> html(String page) {
    return ServerResponse.ok().contentType(HTML).bodyValue(page);
  }

  private Mono<OfModel> model(ServerRequest request) {
    var model = new ModelName(request.pathVariable("model"));
    var version = request.queryParam("version").map(ModelVersion::of).orElse(null);
    return ask(
        request,
        by -> by.application() == null
            && by.model().equals(model.value())
            && (version == null || version.equals(by.version())),
        found -> model(model, version, found));
  }

  private Mono<OfApplication> application(ServerRequest request) {
    var application = request.pathVariable("app");
    var stage = request.queryParam("stage").orElse(null);
    return ask(
        request,
        by -> application.equals(by.application()) && (stage == null || stage.equals(by.model())),
        found -> application(application, found));
  }

  private <T> Mono<T> ask(
      ServerRequest request,
      Predicate<Answerer> wanted,
      Function<SortedMap<Answerer, List<AccuracyResult>>, T> answer) {
    Duration last = request.queryParam("last").map(Periods::parse).orElse(null);
    return Mono.fromSupplier(() -> {
          if (!history.catchUp()) {
            throw RefusedException.unavailable("the results of accuracy could not be read in time");
          }
          return answer.apply(history.of(wanted, last));
        })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private OfModel model(
      ModelName model,
      @Nullable ModelVersion version,
      SortedMap<Answerer, List<AccuracyResult>> found) {
    var known = models.find(model);
    if (known == null && found.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "unknown model \"%s\"".formatted(model));
    }
    if (known != null && version != null && known.version(version) == null && found.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "model \"%s\" has no version %s".formatted(model, version));
    }
    var versions = found.entrySet().stream()
        .map(entry -> new OfVersion(
            number(entry.getKey()), AccuracyResult.merged(entry.getValue()), entry.getValue()))
        .toList();
    return new OfModel(model.value(), known == null ? null : known.feedback(), versions);
  }

  private static long number(Answerer by) {
    return by.version() == null ? 0 : by.version().number();
  }

  private static OfApplication application(
      String application, SortedMap<Answerer, List<AccuracyResult>> found) {
    if (found.isEmpty()) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND,
          "no answers of application \"%s\" have been counted. Maybe nobody has said that their truth will be told: PUT /qoa/%1$s/feedback?window=24h"
              .formatted(application));
    }
    var stages = found.entrySet().stream()
        .map(entry -> new OfStage(
            entry.getKey().model(), AccuracyResult.merged(entry.getValue()), entry.getValue()))
        .toList();
    return new OfApplication(application, stages);
  }
}
