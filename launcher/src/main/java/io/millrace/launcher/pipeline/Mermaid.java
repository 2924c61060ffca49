package io.millrace.launcher.pipeline;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.streams.TopologyDescription;

/** A topology as a Mermaid flowchart: topics are rounded, stores are drums, steps are boxes. */
public final class Mermaid {
  private final StringBuilder text = new StringBuilder();
  private final Set<String> arrows = new LinkedHashSet<>();

  private Mermaid() {}

  /** The flowchart of a stage. */
  public static String of(String stage, TopologyDescription topology) {
    var chart = new Mermaid();
    chart.text.append("%% stage ").append(stage).append(System.lineSeparator());
    chart.text.append("flowchart LR").append(System.lineSeparator());
    for (var sub : topology.subtopologies()) {
      chart.line("  subgraph %s-%d".formatted(stage, sub.id()));
      sub.nodes().forEach(chart::step);
      chart.line("  end");
    }
    chart.arrows.forEach(chart::line);
    return chart.text.toString().stripTrailing();
  }

  private void step(TopologyDescription.Node node) {
    line("    %s[%s]".formatted(id(node.name()), node.name()));
    node.successors().forEach(next -> arrow(id(node.name()), id(next.name())));
    if (node instanceof TopologyDescription.Source source && source.topicSet() != null) {
      source.topicSet().forEach(topic -> arrow(topic(topic), id(node.name())));
    } else if (node instanceof TopologyDescription.Sink sink) {
      arrow(id(node.name()), topic(sink.topic()));
    } else if (node instanceof TopologyDescription.Processor processor) {
      processor
          .stores()
          .forEach(store -> arrows.add(
              "  %s --- %s[(%s)]".formatted(id(node.name()), "store_" + id(store), store)));
    }
  }

  private void arrow(String from, String to) {
    arrows.add("  %s --> %s".formatted(from, to));
  }

  private static String topic(String name) {
    return "topic_%s([%s])".formatted(id(name), name);
  }

  private static String id(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }
}
