package io.millrace.launcher.http;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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

  /** Registers a model file as this version, or as the next where none is named. */
  public ModelInfo push(ModelName model, @Nullable ModelVersion version, BodyPublisher file) {
    var path = "/v2/repository/models/" + model;
    var request = version == null
        ? to(path, PUSH_PATIENCE).POST(file)
        : to(path + "/versions/" + version, PUSH_PATIENCE).PUT(file);
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
    try {
      return accepted(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException("interrupted while waiting for " + server, e);
    }
  }

  private static byte[] accepted(HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != 2) {
      throw new ApiException(reason(response), null);
    }
    return response.body();
  }

  private static String reason(HttpResponse<byte[]> response) {
    var text = new String(response.body(), StandardCharsets.UTF_8);
    try {
      var error = Json.MAPPER.readTree(text).path("error");
      if (error.isString()) {
        return error.asString();
      }
    } catch (JacksonException e) {
      // not one of Millrace's own answers: shown as it came
    }
    var shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    return "%s answered with status %d: %s"
        .formatted(response.uri(), response.statusCode(), shown.strip());
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
