package io.millrace.ingress.windows;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RefusedException;
import io.millrace.model.qoa.WindowResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code GET /qoa}, {@code /qoa/{app}/windows} and {@code /qoa/{app}/stream}. */
public final class WindowsHandler {
  private static final MediaType CSV = MediaType.parseMediaType("text/csv");
  private static final int MOST_NAMES = 5;
  private static final Comparator<@Nullable String> NAMES =
      Comparator.nullsFirst(Comparator.<String>naturalOrder());
  private static final Comparator<WindowResult> ORDER = Comparator.comparing(WindowResult::start)
      .thenComparing(WindowResult::end)
      .thenComparing(WindowResult::stage, NAMES)
      .thenComparing(WindowResult::instance, NAMES)
      .thenComparing(WindowResult::metric)
      .thenComparing(WindowResult::kind);

  private final WindowView view;

  public WindowsHandler(WindowView view) {
    this.view = view;
  }

  /** All applications of which there are windows. */
  public Mono<ServerResponse> applications(ServerRequest request) {
    return this.<ServerResponse>later(() -> {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("applications", view.store().applications());
      fields.put("kept", view.store().kept());
      fields.put("unreadable", view.unreadable());
      return JsonResponse.of(fields);
    });
  }

  /** The windows of one application that are asked for, oldest first. */
  public Mono<ServerResponse> windows(ServerRequest request) {
    var query = WindowQuery.of(request.pathVariable("app"), request.queryParams());
    boolean asCsv = wantsCsv(request);
    return later(() -> results(query)).flatMap(all -> {
      var newest = all.subList(Math.max(0, all.size() - query.limit()), all.size());
      return asCsv ? csv(newest) : Mono.just(json(query, newest, all.size() > newest.size()));
    });
  }

  /** Windows as they close, for those who stay. */
  public Mono<ServerResponse> stream(ServerRequest request) {
    var query = WindowQuery.ofStream(request.pathVariable("app"), request.queryParams());
    var last = request.headers().firstHeader("last-event-id");
    var since = last == null || last.isBlank() ? null : Positions.parse(last);
    requireCaughtUp();
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .header("cache-control", "no-store")
        .body(flushed(view.feed().listen(event -> wants(query, event), since)));
  }

  private static boolean wants(WindowQuery query, WindowEvent event) {
    return event.series().application().equals(query.application())
        && query.wants(event.series())
        && query.wants(event.span());
  }

  private static BodyInserter<Publisher<byte[]>, ServerHttpResponse> flushed(Flux<byte[]> events) {
    return (response, context) -> response.writeAndFlushWith(
        events.map(bytes -> Mono.just(response.bufferFactory().wrap(bytes))));
  }

  private <T> Mono<T> later(Callable<T> answer) {
    return Mono.fromCallable(() -> {
          requireCaughtUp();
          return answer.call();
        })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private void requireCaughtUp() {
    if (!view.isCaughtUp()) {
      throw RefusedException.unavailable("the windows of before the start are still being read");
    }
  }

  private List<WindowResult> results(WindowQuery query) {
    var found = view.store().find(query.application(), query::wants, query::wants);
    if (found == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, unknown(query.application()));
    }
    var results = new ArrayList<>(
        query.rolledUp().of(found.stream().map(KeptWindow::result).toList(), isWhole(query)));
    results.sort(ORDER);
    return results;
  }

  private static boolean isWhole(WindowQuery query) {
    return query.instances().isEmpty()
        && (query.rolledUp() != RolledUp.STAGES || query.stages().isEmpty());
  }

  private String unknown(String application) {
    var distance = LevenshteinDistance.getDefaultInstance();
    var near = view.store().names().stream()
        .sorted(Comparator.comparing(name -> distance.apply(name, application)))
        .limit(MOST_NAMES)
        .toList();
    return "application \"%s\" has no windows; %s"
        .formatted(
            application,
            near.isEmpty()
                ? "no application has any yet"
                : "some have: " + String.join(", ", near));
  }

  private static boolean wantsCsv(ServerRequest request) {
    for (var type : request.headers().accept()) {
      if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
        return false;
      }
      if (type.isCompatibleWith(CSV)) {
        return true;
      }
    }
    return false;
  }

  private static ServerResponse json(WindowQuery query, List<WindowResult> windows, boolean more) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("application", query.application());
    fields.put("windows", windows.stream().map(WindowForm::fields).toList());
    fields.put("more", more);
    return JsonResponse.of(fields);
  }

  private static Mono<ServerResponse> csv(List<WindowResult> windows) {
    return ServerResponse.ok()
        .contentType(MediaType.parseMediaType("text/csv;charset=utf-8"))
        .bodyValue(WindowForm.csv(windows));
  }
}
