package io.millrace.ingress.qoa;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RefusedException;
import io.millrace.model.FailureCode;
import io.millrace.model.qoa.Source;
import io.millrace.topology.Mark;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * An application's own time, which those tell who play what was recorded long ago: its windows go by it, not by the log's
 * time, from {@code begin} to {@code end}.
 */
public final class TimeHandler {
  private final Marks marks;

  /** Where marks go. */
  @FunctionalInterface
  public interface Marks {
    Mono<Void> write(String application, long millis);
  }

  private record Told(String application, String time) {}

  public TimeHandler(Marks marks) {
    this.marks = marks;
  }

  /** {@code PUT /qoa/{app}/time/{time}}; answers once the marks are on the log. */
  public Mono<ServerResponse> tell(ServerRequest request) {
    var application = request.pathVariable("app");
    var text = request.pathVariable("time");
    if (application.isBlank() || application.length() > Source.LONGEST_PART) {
      throw new RefusedException(
          FailureCode.MALFORMED,
          "application: has %d characters; 1 to %d are taken"
              .formatted(application.length(), Source.LONGEST_PART),
          0);
    }
    return marks
        .write(application, millis(text))
        .then(Mono.fromSupplier(() -> JsonResponse.of(new Told(application, text))));
  }

  private static long millis(String text) {
    return switch (text) {
      case "begin" -> Mark.BEGIN;
      case "end" -> Mark.END;
      default -> instant(text);
    };
  }

  private static long instant(String text) {
    try {
      long millis = Instant.parse(text).toEpochMilli();
      if (millis > Mark.BEGIN && millis < Mark.END) {
        return millis;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // Told below.
    }
    throw new RefusedException(
        FailureCode.MALFORMED,
        "time: \"%s\" is none of begin, end and a time such as 2026-01-31T12:00:00Z"
            .formatted(text),
        0);
  }
}
