package io.millrace.ingress.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/** The last route: says 405 and what is allowed where a path is known with another method, else 404. */
public final class MethodTable implements RouterFunctions.Visitor {
  private record Entry(PathPattern path, Set<HttpMethod> methods) {}

  private final List<Entry> entries = new ArrayList<>();

  private MethodTable() {}

  /** The routes, and after them the answer to what none of them takes. */
  public static RouterFunction<ServerResponse> after(RouterFunction<ServerResponse> routes) {
    var table = new MethodTable();
    routes.accept(table);
    return routes.and(RouterFunctions.route(RequestPredicates.all(), table::answer));
  }

  private Mono<ServerResponse> answer(ServerRequest request) {
    var path = request.requestPath().pathWithinApplication();
    var allowed = new TreeSet<String>();
    for (var entry : entries) {
      if (entry.path().matches(path)) {
        entry.methods().forEach(method -> allowed.add(method.name()));
      }
    }
    return Mono.just(allowed.isEmpty() ? noRoute(request) : wrongMethod(request, allowed));
  }

  private static JsonResponse noRoute(ServerRequest request) {
    return JsonResponse.error(
        HttpStatus.NOT_FOUND, "no route for %s %s".formatted(request.method(), request.path()));
  }

  private static JsonResponse wrongMethod(ServerRequest request, Set<String> allowed) {
    var methods = String.join(", ", allowed);
    return JsonResponse.error(
            HttpStatus.METHOD_NOT_ALLOWED,
            "%s %s: only %s".formatted(request.method(), request.path(), methods))
        .with(HttpHeaders.ALLOW, methods);
  }

  @Override
  public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
    var seen = new Seen();
    predicate.accept(seen);
    if (seen.path != null) {
      entries.add(new Entry(PathPatternParser.defaultInstance.parse(seen.path), seen.methods));
    }
  }

  @Override
  public void startNested(RequestPredicate predicate) {}

  @Override
  public void endNested(RequestPredicate predicate) {}

  @Override
  public void resources(Function<ServerRequest, Mono<Resource>> lookup) {}

  @Override
  public void attributes(Map<String, Object> attributes) {}

  @Override
  public void unknown(RouterFunction<?> routerFunction) {}

  /** Method and path of one route's predicate. */
  private static final class Seen implements RequestPredicates.Visitor {
    private Set<HttpMethod> methods = Set.of();
    private @Nullable String path;

    @Override
    public void method(Set<HttpMethod> found) {
      methods = found;
    }

    @Override
    public void path(String pattern) {
      path = pattern;
    }

    @Override
    @SuppressWarnings("removal") // has to be there until it is gone
    public void pathExtension(String extension) {}

    @Override
    public void header(String name, String value) {}

    @Override
    public void queryParam(String name, String value) {}

    @Override
    public void version(String version) {}

    @Override
    public void startAnd() {}

    @Override
    public void and() {}

    @Override
    public void endAnd() {}

    @Override
    public void startOr() {}

    @Override
    public void or() {}

    @Override
    public void endOr() {}

    @Override
    public void startNegate() {}

    @Override
    public void endNegate() {}

    @Override
    public void unknown(RequestPredicate predicate) {}
  }
}
