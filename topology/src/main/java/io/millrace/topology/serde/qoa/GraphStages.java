package io.millrace.topology.serde.qoa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stages of the instances of an execution graph, as {@link Graphs#linked} finds them. */
final class GraphStages {
  private final PlainJson json;
  private final NumberDraft draft;
  private final Map<String, @Nullable String> stages = new HashMap<>();
  private final List<Mentioned> previous = new ArrayList<>();
  private final List<Mentioned> end = new ArrayList<>();

  private static final class Mentioned {
    private @Nullable String id;
    private @Nullable String stage;
  }

  GraphStages(PlainJson json, NumberDraft draft) {
    this.json = json;
    this.draft = draft;
  }

  /** Reads {@code {"end_point": instance, "linked_list": {<id>: {"previous": [instance...], "instance": instance}}}}. */
  void read() {
    json.maybeObject(field -> {
      switch (field) {
        case "end_point" -> {
          if (!json.isNull()) {
            end.add(instance());
          }
        }
        case "linked_list" -> {
          if (!json.isNull()) {
            json.objects(this::link);
          }
        }
        // Another generation's graph has other fields.
        default -> PlainJson.require(false);
      }
    });
    previous.forEach(this::addMissing);
    end.forEach(this::addMissing);
  }

  private void link(String id) {
    draft.count();
    stages.put(id, null);
    json.object(field -> {
      switch (field) {
        case "previous" -> json.list(() -> previous.add(instance()));
        case "instance" -> {
          if (!json.isNull()) {
            stages.put(id, instance().stage);
          }
        }
        default -> json.skip();
      }
    });
  }

  private Mentioned instance() {
    draft.count();
    var instance = new Mentioned();
    json.object(field -> {
      switch (field) {
        case "id" -> instance.id = json.text();
        case "stage" -> instance.stage = json.text();
        case "name", "functionality" -> json.skipText();
        default -> json.skip();
      }
    });
    return instance;
  }

  private void addMissing(Mentioned instance) {
    if (instance.id != null && !stages.containsKey(instance.id)) {
      stages.put(instance.id, instance.stage);
    }
  }

  /** Null where the graph does not tell. */
  @Nullable
  String of(String instance) {
    return stages.get(instance);
  }
}
