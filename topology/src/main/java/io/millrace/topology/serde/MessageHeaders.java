package io.millrace.topology.serde;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The header names of records on the log; they are public API. {@code ce_*} are CloudEvents' binary mode. */
public final class MessageHeaders {
  public static final String MODEL = "model";
  public static final String VERSION = "version";
  public static final String CONTENT_TYPE = "content-type";
  public static final String ID = "ce_id";
  public static final String TYPE = "ce_type";
  public static final String EXPIRY = "ce_expirytime";
  public static final String CAUSATION_ID = "ce_causationid";
  public static final String REPLY_PARTITION = "reply-partition";
  public static final String TRACEPARENT = "traceparent";

  /** Makes a record a mark, which carries nothing but the time that its partition has reached. */
  public static final String MARK = "mark";

  /** On marks that are of one application only, whose time is told by these from then on. */
  public static final String MARK_APPLICATION = "mark-application";

  /** On samples whose time is one of their application's own. */
  public static final String OWN_TIME = "own-time";

  /** On marks that several writers tell: who; the time of their readers is the least of all. */
  public static final String MARK_SOURCE = "mark-source";

  /** On answers of models whose inputs are watched: a sample of these, as bytes. */
  public static final String INPUTS = "input-sample";

  /** On requests that a Celery worker writes: its instance, and the call, as its journal has it. */
  public static final String CELERY_WORKER = "celery-worker";

  public static final String CELERY_CALL = "celery-call";

  /** {@link #TYPE} of an answer, and of a failure. */
  public static final String ANSWER_TYPE = "io.millrace.infer.response.v1";

  public static final String FAILURE_TYPE = "io.millrace.infer.error.v1";

  /** On dead letters: why, from where, and which stage put it there. */
  public static final String DEAD_REASON = "dead-letter-reason";

  public static final String DEAD_TOPIC = "dead-letter-topic";
  public static final String DEAD_PARTITION = "dead-letter-partition";
  public static final String DEAD_OFFSET = "dead-letter-offset";
  public static final String DEAD_STAGE = "dead-letter-stage";

  private MessageHeaders() {}

  /** The last header of that name as text; null where there is none. */
  public static @Nullable String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Whether a record of the results topic is a failure; its body need not be read for that. */
  public static boolean isFailure(Headers headers) {
    return FAILURE_TYPE.equals(text(headers, TYPE));
  }

  /** Sets the header, in place of any of the same name. */
  public static void set(Headers headers, String name, @Nullable String value) {
    headers.remove(name);
    if (value != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
