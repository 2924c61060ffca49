package io.millrace.launcher.play;

import io.millrace.launcher.http.Answer;
import io.millrace.launcher.http.Api;
import io.millrace.launcher.play.Mapping.Feedback;
import io.millrace.launcher.play.Mapping.Played;
import io.millrace.model.qoa.Report;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.qoa.ReportSerde;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Sends what rows say, one request after the other, so that the log has it in their order. A server that is full for the
 * moment is asked again when it says; of a request that failed so a part may have been written, and counts twice then.
 */
public final class Sending {
  private static final int MOST_BYTES = 4 << 20;
  private static final int MOST_REASONS = 10;
  private static final String REPORTS = "/metrics";
  private static final String FEEDBACK = "/feedback";

  private final Api api;
  private final int batch;
  private final Duration patience;
  private final Serializer<Report> reportForm = new ReportSerde().serializer();
  private final Body reportBody = new Body();
  private final Body feedbackBody = new Body();
  private final List<String> reasons = new ArrayList<>();
  private long reports;
  private long feedback;
  private long refused;
  private long sentAgain;

  /** A JSON list under way, and the rows that its items are of. */
  private static final class Body {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<Row> rows = new ArrayList<>();

    void add(Row row, byte[] json) {
      bytes.write(rows.isEmpty() ? '[' : ',');
      bytes.write(json, 0, json.length);
      rows.add(row);
    }

    byte[] take() {
      bytes.write(']');
      var all = bytes.toByteArray();
      bytes.reset();
      return all;
    }
  }

  /**
   * @param batch the most items of one request
   * @param patience how long to ask a server again that is full
   */
  public Sending(Api api, int batch, Duration patience) {
    this.api = api;
    this.batch = batch;
    this.patience = patience;
  }

  void add(Row row, Played played) throws InterruptedException {
    if (played.report() != null) {
      var report = reportForm.serialize("", played.report());
      reportBody.add(row, Objects.requireNonNull(report));
    }
    if (played.feedback() != null) {
      feedbackBody.add(row, json(played.feedback()));
    }
    if (Math.max(reportBody.rows.size(), feedbackBody.rows.size()) >= batch
        || reportBody.bytes.size() >= MOST_BYTES) {
      flush();
    }
  }

  private static byte[] json(Feedback feedback) {
    return Json.MAPPER.writeValueAsBytes(Map.of("id", feedback.id(), "label", feedback.label()));
  }

  void flush() throws InterruptedException {
    reports += send(REPORTS, reportBody);
    feedback += send(FEEDBACK, feedbackBody);
  }

  /** Sends and returns how many were taken. */
  private long send(String path, Body body) throws InterruptedException {
    if (body.rows.isEmpty()) {
      return 0;
    }
    var rows = List.copyOf(body.rows);
    body.rows.clear();
    var answer = post(path, body.take(), rows.size());
    var json = answer.json();
    var outcome = json.has("response") ? json.path("response") : json;
    if (!outcome.path("accepted").isNumber()) {
      if (answer.isGood()) {
        return rows.size();
      }
      throw new PlayException("%s: %s".formatted(path, answer.reason()));
    }
    outcome.path("reasons").forEach(reason -> {
      int index = reason.path("index").asInt();
      say(rows.get(Math.min(index, rows.size() - 1)), reason.path("reason").asString());
    });
    refused += outcome.path("refused").asLong();
    return outcome.path("accepted").asLong();
  }

  private Answer post(String path, byte[] json, int items) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (var answer = api.post(path, json); ; answer = api.post(path, json)) {
      if (answer.status() != 503) {
        return answer;
      }
      if (System.nanoTime() - end > 0) {
        throw new PlayException("the server has taken nothing for %d s: %s"
            .formatted(patience.toSeconds(), answer.reason()));
      }
      sentAgain += items;
      TimeUnit.SECONDS.sleep(Math.max(1, answer.retryAfterSeconds()));
    }
  }

  /** Has the application's windows go by the time of what is played, until {@link #endTime}. */
  public void beginTime(String application) {
    time(application, "begin");
  }

  /** All of the application up to this time has been sent. */
  void tellTime(String application, Instant reached) {
    time(application, reached.toString());
  }

  /** Closes the application's windows; it goes by the common time again. */
  public void endTime(String application) {
    time(application, "end");
  }

  private void time(String application, String time) {
    var encoded = URLEncoder.encode(application, StandardCharsets.UTF_8).replace("+", "%20");
    api.call("PUT", "/qoa/%s/time/%s".formatted(encoded, time), Json.MAPPER.createObjectNode());
  }

  void refuse(Row row, String reason) {
    refused++;
    say(row, reason);
  }

  private void say(Row row, String reason) {
    if (reasons.size() < MOST_REASONS) {
      reasons.add(row.place() + ": " + reason);
    }
  }

  long reports() {
    return reports;
  }

  long feedback() {
    return feedback;
  }

  long refused() {
    return refused;
  }

  long sentAgain() {
    return sentAgain;
  }

  List<String> reasons() {
    return List.copyOf(reasons);
  }
}
