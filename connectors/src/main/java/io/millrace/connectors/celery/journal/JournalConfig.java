package io.millrace.connectors.celery.journal;

import io.millrace.topology.Topics;

/**
 * Where the journal is.
 *
 * @param bootstrap {@code host:port} of Kafka
 * @param topic by its full name
 * @param instance the worker's id, which survives its restarts
 * @param mostBytes the largest record
 */
public record JournalConfig(String bootstrap, String topic, String instance, int mostBytes) {
  /** The journal of the bridge. */
  public static JournalConfig of(String bootstrap, Topics topics, String instance) {
    var topic = topics.celeryTasks();
    // A dead letter is the largest of what is written with it.
    int most = topics.deadLetters().settings().maxMessageBytes();
    return new JournalConfig(bootstrap, topic.name(), instance, most);
  }

  String transactionalId() {
    return topic + "-" + instance;
  }

  String markKey() {
    return JournalReader.MARK + instance;
  }
}
