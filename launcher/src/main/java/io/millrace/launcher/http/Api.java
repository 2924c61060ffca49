package io.millrace.launcher.http;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The routes of a running Millrace; each call fails with {@link ApiException}. */
public final class Api {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PUSH_PATIENCE = Duration.ofMinutes(10);
  private static final int LONGEST_SHOWN = 200;

  private final URI server;
  private final HttpClient http;

  public Api(URI server) {
    var text = server.toString();
    this.server = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    this.http = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  /** The names of all models. */
  public List<ModelName> models() {
    return StreamSupport.stream(get("/v2/models").path("models").spliterator(), false)
        .map(name -> new ModelName(name.asString()))
        .toList();
  }

  /** What a model takes and gives, in its newest version where none is wanted. */
  public ModelInfo model(ModelName model, @Nullable ModelVersion version) {
    return ModelInfo.of(get(path(model, version)));
  }

  /** All topics, one object each. */
  public JsonNode topics() {
    return get("/topics");
  }

  /** All contracts, one object each. */
  public JsonNode contracts() {
    return get("/contracts").path("contracts");
  }

  /** One contract. */
  public JsonNode contract(String id) {
    return get(contractPath(id));
  }

  /** What is known of a contract's objectives. */
  public JsonNode verdicts(String id) {
    return get(contractPath(id) + "/verdicts");
  }

  /**
   * Publishes a contract, in any known form.
   *
   * @param application for a document that names none
   */
  public JsonNode putContract(String id, @Nullable String application, byte[] json) {
    var query = application == null ? "" : "?app=" + encoded(application);
    return json(send(to(contractPath(id) + query, PATIENCE)
        .header("Content-Type", "application/json")
        .PUT(BodyPublishers.ofByteArray(json))));
  }

  /** Takes a contract back. */
  public JsonNode deleteContract(String id) {
    return json(send(to(contractPath(id), PATIENCE).DELETE()));
  }

  /** The violations of late, the newest first. */
  public JsonNode violations(@Nullable String application, int most) {
    var query = application == null ? "" : "&app=" + encoded(application);
    return get("/qoa/violations?limit=" + most + query).path("violations");
  }

  private static String contractPath(String id) {
    return "/contracts/" + encoded(id);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Sends JSON to a path and returns the JSON that comes back. */
  public JsonNode call(String method, String path, JsonNode body) {
    return json(send(to(path, PATIENCE)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.toString()))));
  }

  /** The JSON at a path. */
  public JsonNode read(String path) {
    return get(path);
  }

  /** Text as part of a path. */
  public static String inPath(String text) {
    return encoded(text);
  }

  /** Where it is. */
  public URI server() {
    return server;
  }

  /** Tells what predictions of a model truly were; the body is one feedback or a list. */
  public JsonNode feedback(ModelName model, byte[] body) {
    return json(send(to("/v2/models/" + model + "/feedback", PATIENCE)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body))));
  }

  /**
   * What is known of a model's predictions or inputs: {@code accuracy}, {@code quality} or {@code drift}.
   *
   * @param query with its question mark; empty for none
   */
  public JsonNode known(ModelName model, String what, String query) {
    return get("/qoa/models/%s/%s%s".formatted(model, what, query));
  }

  /**
   * How right the answers were that an application has reported.
   *
   * @param query with its question mark; empty for none
   */
  public JsonNode accuracyOf(String application, String query) {
    return get("/qoa/" + encoded(application) + "/accuracy" + query);
  }

  /** Tells what requests truly came to, whoever answered them; the body is one feedback or a list. */
  public JsonNode feedback(byte[] body) {
    return json(send(to("/feedback", PATIENCE)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body))));
  }

  /** Registers a model file as this version, or as the next where none is named. */
  public ModelInfo push(ModelName model, @Nullable ModelVersion version, BodyPublisher file) {
    return push(model, version, "", file);
  }

  /**
   * As {@link #push(ModelName, ModelVersion, BodyPublisher)}.
   *
   * @param query with its question mark; empty for none
   */
  public ModelInfo push(
      ModelName model, @Nullable ModelVersion version, String query, BodyPublisher file) {
    var path = "/v2/repository/models/" + model;
    var request = version == null
        ? to(path + query, PUSH_PATIENCE).POST(file)
        : to(path + "/versions/" + version + query, PUSH_PATIENCE).PUT(file);
    return ModelInfo.of(json(send(request.header("Content-Type", "application/octet-stream"))));
  }

  /** Asks a model; the body is the protocol's request, the result its response. */
  public byte[] infer(ModelName model, @Nullable ModelVersion version, byte[] body) {
    return send(inferRequest(model, version, body));
  }

  /** As {@link #infer}, without waiting for the answer. */
  public CompletableFuture<byte[]> inferLater(
      ModelName model, @Nullable ModelVersion version, byte[] body) {
    return http.sendAsync(inferRequest(model, version, body).build(), BodyHandlers.ofByteArray())
        .handle((response, failure) -> {
          if (failure != null) {
            throw unanswered(failure instanceof CompletionException ? failure.getCause() : failure);
          }
          return accepted(response);
        });
  }

  /** What a path answers, whatever its status. */
  public Answer ask(String path) {
    return answer(to(path, PATIENCE).GET());
  }

  /** What a path answers to JSON, whatever its status. */
  public Answer post(String path, byte[] json) {
    return answer(to(path, PATIENCE)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(json)));
  }

  private Answer answer(HttpRequest.Builder request) {
    return Answer.of(exchange(request, BodyHandlers.ofByteArray()));
  }

  /**
   * The server-sent events of a path as they come; to be closed.
   *
   * @param lastId of the last event that was seen; null to begin with the next
   */
  public EventStream events(String path, @Nullable String lastId) {
    var request = HttpRequest.newBuilder(URI.create(server + path)).GET();
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    return events(request);
  }

  /** What a path answers to JSON as server-sent events; to be closed. */
  public EventStream eventsOf(String path, JsonNode body) {
    return events(HttpRequest.newBuilder(URI.create(server + path))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString())));
  }

  // Without a time limit: a stream may be silent for long.
  private EventStream events(HttpRequest.Builder request) {
    request.header("Accept", "text/event-stream");
    var response = exchange(request, BodyHandlers.ofInputStream());
    if (response.statusCode() == 200) {
      return new EventStream(response.body());
    }
    try (var body = response.body()) {
      var error = new Answer(response.statusCode(), body.readAllBytes(), 0);
      throw new ApiException(reason(response.uri(), error), null);
    } catch (IOException e) {
      throw unanswered(e);
    }
  }

  private HttpRequest.Builder inferRequest(
      ModelName model, @Nullable ModelVersion version, byte[] body) {
    return to(path(model, version) + "/infer", PATIENCE)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static String path(ModelName model, @Nullable ModelVersion version) {
    return "/v2/models/" + model + (version == null ? "" : "/versions/" + version);
  }

  private JsonNode get(String path) {
    return json(send(to(path, PATIENCE).GET()));
  }

  private HttpRequest.Builder to(String path, Duration patience) {
    return HttpRequest.newBuilder(URI.create(server + path)).timeout(patience);
  }

  private byte[] send(HttpRequest.Builder request) {
    return accepted(exchange(request, BodyHandlers.ofByteArray()));
  }

  private <T> HttpResponse<T> exchange(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return http.send(request.build(), body);
    } catch (IOException e) {
      throw unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException("interrupted while waiting for " + server, e);
    }
  }

  private static byte[] accepted(HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != 2) {
      throw new ApiException(reason(response.uri(), Answer.of(response)), null);
    }
    return response.body();
  }

  private static String reason(URI asked, Answer answer) {
    var text = new String(answer.body(), StandardCharsets.UTF_8);
    try {
      var error = Json.MAPPER.readTree(text).path("error");
      if (error.isString()) {
        return error.asString();
      }
    } catch (JacksonException e) {
      // not one of Millrace's own answers: shown as it came
    }
    var shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    return "%s answered with status %d: %s".formatted(asked, answer.status(), shown.strip());
  }

  private JsonNode json(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new ApiException(
          "%s did not answer in JSON.%nMaybe it is no Millrace: set --server / MILLRACE_SERVER"
              .formatted(server),
          e);
    }
  }

  private ApiException unanswered(@Nullable Throwable cause) {
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return new ApiException(
          "no Millrace answers at %s.%nMaybe start one with ./millrace up, or set --server / MILLRACE_SERVER"
              .formatted(server),
          cause);
    }
    return new ApiException(
        cause instanceof HttpTimeoutException
            ? "no answer from %s in time".formatted(server)
            : "the call to %s broke off: %s".formatted(server, cause),
        cause);
  }
}
