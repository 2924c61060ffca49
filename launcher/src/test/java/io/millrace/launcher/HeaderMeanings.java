package io.millrace.launcher;

import io.millrace.topology.serde.MessageHeaders;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the reference says of each header. */
final class HeaderMeanings {
  /** @param on which records carry it */
  record Meaning(String on, String text) {}

  static final Map<String, Meaning> ALL = all();

  private HeaderMeanings() {}

  private static Map<String, Meaning> all() {
    var all = new LinkedHashMap<String, Meaning>();
    var both = "requests, results";
    all.put(
        MessageHeaders.MODEL,
        new Meaning(both, "The model's name; needed unless the body has `model_name`."));
    all.put(
        MessageHeaders.VERSION,
        new Meaning(
            both,
            "The model's version; a request without one asks the newest that is loaded. An answer always names its own."));
    all.put(
        MessageHeaders.CONTENT_TYPE,
        new Meaning(
            both,
            "`application/json` (also if missing) or `application/x-protobuf`; failures are JSON always."));
    all.put(
        MessageHeaders.ID,
        new Meaning(
            "requests",
            "The request's id; missing: the body's `id`, the key, or the record's place."));
    all.put(
        MessageHeaders.EXPIRY,
        new Meaning(
            "requests", "After this time it is not computed, such as `2026-01-31T12:00:00.5Z`."));
    all.put(
        MessageHeaders.REPLY_PARTITION,
        new Meaning("requests", "The partition of the results topic into which its result goes."));
    all.put(
        MessageHeaders.TRACEPARENT,
        new Meaning(both, "Trace context of the W3C; a result repeats its request's."));
    all.put(
        MessageHeaders.CELERY_WORKER,
        new Meaning("requests", "The instance of the bridge that has taken the call of a task."));
    all.put(
        MessageHeaders.CELERY_CALL,
        new Meaning("requests", "The call itself, as entries of `celery.tasks` have it."));
    all.put(
        MessageHeaders.TYPE,
        new Meaning(
            "results",
            "`%s` on an answer, `%s` on a failure."
                .formatted(MessageHeaders.ANSWER_TYPE, MessageHeaders.FAILURE_TYPE)));
    all.put(MessageHeaders.CAUSATION_ID, new Meaning("results", "The id of the request."));
    all.put(
        MessageHeaders.INPUTS,
        new Meaning(
            "results", "A sample of the inputs, as bytes, where the model has them watched."));
    all.put(
        MessageHeaders.MARK,
        new Meaning(
            "marks",
            "The time its partition has reached, in milliseconds since 1970; such a record is nothing else."));
    all.put(
        MessageHeaders.OWN_TIME,
        new Meaning("samples", "The sample's time is one of its application's own."));
    all.put(
        MessageHeaders.MARK_APPLICATION,
        new Meaning(
            "marks of reports",
            "The application whose windows go by such marks alone, until the last of them."));
    all.put(
        MessageHeaders.MARK_SOURCE,
        new Meaning(
            "marks", "Which task tells it, where several do: the least of theirs is the time."));
    addDead(all);
    return all;
  }

  private static void addDead(Map<String, Meaning> all) {
    var dead = "dead letters";
    all.put(MessageHeaders.DEAD_REASON, new Meaning(dead, "Why it could not be handled."));
    all.put(MessageHeaders.DEAD_TOPIC, new Meaning(dead, "The topic in which it stood."));
    all.put(MessageHeaders.DEAD_PARTITION, new Meaning(dead, "Its partition there."));
    all.put(MessageHeaders.DEAD_OFFSET, new Meaning(dead, "Its offset there."));
    all.put(MessageHeaders.DEAD_STAGE, new Meaning(dead, "The stage that found it."));
  }
}
