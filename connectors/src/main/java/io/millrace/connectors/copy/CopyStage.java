package io.millrace.connectors.copy;

import io.millrace.topology.Stage;
import io.millrace.topology.Topic;
import io.millrace.topology.TopicSettings;
import io.millrace.topology.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;

/** Copies selected results to a topic, each once, with its key, its headers and its time. */
public final class CopyStage implements Stage {
  /** Begins the stage's name. */
  public static final String NAME = "copy";

  private static final int MEBIBYTE = 1 << 20;

  private final Topics topics;
  private final String target;
  private final Selection selection;

  /**
   * @param target the topic's full name, without Millrace's prefix
   * @throws IllegalArgumentException if it is one of Millrace's own
   */
  public CopyStage(Topics topics, String target, Selection selection) {
    this.topics = topics;
    this.target = target;
    this.selection = selection;
    if (!target.matches("[a-zA-Z0-9._-]{1,249}") || target.matches("\\.\\.?")) {
      throw new IllegalArgumentException("\"%s\" is no name of a topic".formatted(target));
    }
    if (topics.all().stream().anyMatch(topic -> topic.name().equals(target))
        || sources().stream().anyMatch(topic -> topic.name().equals(target))) {
      throw new IllegalArgumentException(
          "topic %s is one of Millrace's own; results are copied to another".formatted(target));
    }
  }

  /** The topic that is written; to be made before the stage runs. */
  public Topic<byte[], byte[]> target() {
    return target(NAME);
  }

  private Topic<byte[], byte[]> target(String label) {
    var like = topics.windows().settings();
    var settings = new TopicSettings(
        label, like.partitions(), like.retention(), false, like.maxMessageBytes());
    return new Topic<>(target, Serdes.ByteArray(), Serdes.ByteArray(), settings);
  }

  /** The topics that are read. */
  public List<Topic<byte[], byte[]>> sources() {
    var sources = new ArrayList<Topic<byte[], byte[]>>();
    if (selection.windows()) {
      sources.add(topics.windows().raw());
    }
    if (selection.violations()) {
      var settings = new TopicSettings("qoa-violations", 1, null, false, MEBIBYTE);
      sources.add(new Topic<>(
          topics.prefix() + "qoa.violations", Serdes.ByteArray(), Serdes.ByteArray(), settings));
    }
    return sources;
  }

  /** Each target has a place of its own in what is read. */
  @Override
  public String name() {
    return NAME + "-" + target;
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    for (var source : sources()) {
      var label = source.settings().label();
      var wanted = source
          .read(builder)
          .filter(
              (key, value) -> value != null && selection.takes(value), Named.as("select-" + label));
      target("copy-" + label).write(wanted);
    }
  }

  @Override
  public String toString() {
    return "CopyStage{%s, %s}".formatted(target, selection);
  }
}
