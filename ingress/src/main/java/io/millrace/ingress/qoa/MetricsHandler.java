package io.millrace.ingress.qoa;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.topology.serde.qoa.ReportReader;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code POST /metrics}: one report or a list of them, in any known form, as ROHE's monitoring client and QoA4ML's
 * probes send them. A 200 says that the log has them, and what could not be read is in the dead letters.
 */
public final class MetricsHandler {
  private static final int MOST_REASONS = 100;

  private final ReportLog log;
  private final ReportReader reader;
  private final InstantSource clock;
  private final int maxBodyBytes;

  public MetricsHandler(ReportLog log, ReportReader reader, InstantSource clock, int maxBodyBytes) {
    this.log = log;
    this.reader = reader;
    this.clock = clock;
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * @param index of the report in the body, from 0
   */
  private record Refusal(int index, String reason) {}

  /**
   * @param refused how many there are
   * @param reasons of the first hundred
   */
  private record Outcome(int accepted, int refused, List<Refusal> reasons) {
    static Outcome of(List<ReportReader.Entry> entries) {
      var refused = entries.stream()
          .filter(ReportReader.Refused.class::isInstance)
          .map(ReportReader.Refused.class::cast)
          .toList();
      var reasons = refused.stream()
          .limit(MOST_REASONS)
          .map(one -> new Refusal(one.index(), one.reason()))
          .toList();
      return new Outcome(entries.size() - refused.size(), refused.size(), reasons);
    }

    boolean isUnreadable() {
      return accepted == 0 && refused > 0;
    }
  }

  public Mono<ServerResponse> report(ServerRequest request) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    return RequestBytes.read(request, maxBodyBytes)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        // A large body takes longer to read than an event loop may be kept.
        .publishOn(Schedulers.parallel())
        .map(body -> reader.read(body, clock.instant()))
        .flatMap(this::written);
  }

  private Mono<ServerResponse> written(List<ReportReader.Entry> entries) {
    var outcome = Outcome.of(entries);
    // The caller of an unreadable body still has it; the refused part of a batch it will drop.
    return outcome.isUnreadable()
        ? Mono.just(unreadable(outcome))
        : log.write(entries).thenReturn(taken(outcome));
  }

  private static ServerResponse taken(Outcome outcome) {
    var status = outcome.refused() == 0 ? "success" : "partial";
    return JsonResponse.of(fields(status, outcome));
  }

  private static ServerResponse unreadable(Outcome outcome) {
    var body = fields("error", outcome);
    body.put("error", "no report could be read: " + outcome.reasons().get(0).reason());
    return JsonResponse.of(HttpStatus.BAD_REQUEST, body);
  }

  private static Map<String, Object> fields(String status, Outcome outcome) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("status", status);
    fields.put("response", outcome);
    return fields;
  }
}
