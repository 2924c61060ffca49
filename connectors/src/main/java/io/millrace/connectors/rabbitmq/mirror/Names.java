package io.millrace.connectors.rabbitmq.mirror;

/** Names by which a record is told on the other side; those of messages' properties are public API. */
final class Names {
  /** The record's key, as bytes. */
  static final String KEY = "kafka:key";

  /** That the record has no value. */
  static final String TOMBSTONE = "kafka:tombstone";

  /** Before {@code INDEX:NAME}, for a header that is there more than once, or whose name begins so. */
  static final String HEADER = "kafka:header:";

  /** Before {@code INDEX:NAME}, for a header without a value. */
  static final String EMPTY_HEADER = "kafka:empty-header:";

  static final String RESERVED = "kafka:";

  /** Header, and property: the places it has come from, with commas between, the first in front. */
  static final String TRAIL = "mirrored-from";

  static final String CONTENT_TYPE = "content-type";
  static final String CONTENT_ENCODING = "content-encoding";

  /** Before the names of a message's own properties, as headers. */
  static final String PROPERTY = "amqp-";

  /** Header: a time that Kafka would not take, in milliseconds. */
  static final String CREATION_TIME = PROPERTY + "creation-time";

  private Names() {}

  /** A topic as a place. */
  static String topic(String cluster, String topic) {
    return "kafka:%s/%s".formatted(cluster, topic);
  }

  /** A stream as a place. */
  static String stream(String virtualHost, StreamName stream) {
    return "rabbitmq:%s/%s".formatted(virtualHost, stream.name()).replace(',', '_');
  }
}
