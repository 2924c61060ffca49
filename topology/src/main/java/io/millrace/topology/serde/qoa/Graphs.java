package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.ExecutionGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/** Execution graphs in the forms of both generations. */
final class Graphs {
  private Graphs() {}

  /** {@code {"end_point": instance, "linked_list": {<id>: {"previous": [instance...], "instance": instance}}}}. */
  static ExecutionGraph linked(Fields graph) {
    var nodes = new ArrayList<ExecutionGraph.Node>();
    var mentioned = new ArrayList<Fields>();
    graph.ifObject(
        "linked_list",
        list -> list.eachObject((id, link) -> {
          var previous = link.objects("previous");
          mentioned.addAll(previous);
          var instance = link.object("instance");
          nodes.add(node(id, instance, ids(previous)));
        }));
    var endPoint = graph.object("end_point");
    var end = endPoint == null ? null : endPoint.peekText("id");
    if (endPoint != null) {
      mentioned.add(endPoint);
    }
    addMissing(mentioned, nodes);
    return new ExecutionGraph(end, nodes);
  }

  /** The nodes that are only mentioned as previous ones or as the end; those that are known are passed over. */
  static void addMissing(List<Fields> mentioned, List<ExecutionGraph.Node> nodes) {
    Set<String> known = new HashSet<>();
    nodes.forEach(node -> known.add(node.instance()));
    for (var instance : mentioned) {
      var id = instance.peekText("id");
      if (id == null) {
        continue;
      }
      if (known.add(id)) {
        nodes.add(node(id, instance, List.of()));
      } else {
        instance.takeAll();
      }
    }
  }

  /** A node of {@code {"id", "name", "functionality", "stage"}}. */
  static ExecutionGraph.Node node(String id, @Nullable Fields instance, List<String> previous) {
    if (instance == null) {
      return new ExecutionGraph.Node(id, null, null, null, previous);
    }
    instance.take("id");
    return new ExecutionGraph.Node(
        id,
        instance.text("name"),
        instance.text("stage"),
        instance.text("functionality"),
        previous);
  }

  static List<String> ids(List<Fields> instances) {
    var ids = new ArrayList<String>();
    for (var instance : instances) {
      var id = instance.peekText("id");
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** {@code {"instances": {<id>: {"instance_name", "method", "previous_instance": [id...]}}, "last_instance": id}}. */
  static ExecutionGraph of2023(Fields graph) {
    var nodes = new ArrayList<ExecutionGraph.Node>();
    graph.ifObject(
        "instances",
        instances -> instances.eachObject((id, instance) -> nodes.add(new ExecutionGraph.Node(
            id,
            instance.text("instance_name"),
            instance.text("stage_id"),
            instance.text("method"),
            texts(instance, "previous_instance")))));
    return new ExecutionGraph(graph.text("last_instance"), nodes);
  }

  /** The texts of the list in that field; anything else in it is passed over. */
  static List<String> texts(Fields fields, String field) {
    var list = fields.take(field);
    var texts = new ArrayList<String>();
    if (list instanceof ArrayNode many) {
      for (var element : many) {
        if (element.isString()) {
          texts.add(element.asString());
        }
      }
    } else if (list != null && list.isString()) {
      texts.add(list.asString());
    }
    return texts;
  }
}
