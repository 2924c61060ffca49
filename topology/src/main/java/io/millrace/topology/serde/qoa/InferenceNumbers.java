package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.topology.serde.qoa.NumberDraft.Observed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The metrics of inferences, as {@link Inferences} takes them: each inference once, however often a graph repeats it. */
final class InferenceNumbers {
  private final PlainJson json;
  private final NumberDraft draft;
  private final List<One> linked = new ArrayList<>();
  private final List<One> previous = new ArrayList<>();
  private final List<One> end = new ArrayList<>();

  private static final class One {
    private @Nullable String id;
    private @Nullable String instance;
    private @Nullable String metric;
    private final List<Observed> observed = new ArrayList<>();
  }

  InferenceNumbers(PlainJson json, NumberDraft draft) {
    this.json = json;
    this.draft = draft;
  }

  /** Reads {@code {<instance>: inference}}. */
  void ofInstances() {
    if (!json.isNull()) {
      json.objects(instance -> linked.add(one(instance)));
    }
  }

  /** Reads {@code {"end_point": inference, "linked_list": {<instance>: {"previous": [...], "instance": inference}}}}. */
  void ofGraph() {
    json.maybeObject(field -> {
      switch (field) {
        case "end_point" -> {
          if (!json.isNull()) {
            end.add(one(null));
          }
        }
        case "linked_list" -> {
          if (!json.isNull()) {
            json.objects(this::link);
          }
        }
        default -> json.skip();
      }
    });
  }

  private void link(String instance) {
    json.object(field -> {
      switch (field) {
        case "previous" -> json.list(() -> previous.add(one(null)));
        case "instance" -> {
          if (!json.isNull()) {
            linked.add(one(instance));
          }
        }
        default -> json.skip();
      }
    });
  }

  private One one(@Nullable String key) {
    draft.count();
    var one = new One();
    json.object(field -> {
      switch (field) {
        case "inference_id" -> one.id = json.text();
        case "instance_id" -> one.instance = json.text();
        case "metrics" -> json.list(() -> metric(one));
        default -> json.skip();
      }
    });
    if (one.instance == null) {
      one.instance = key;
    }
    return one;
  }

  private void metric(One one) {
    one.metric = null;
    json.object(field -> {
      switch (field) {
        case "metric_name" -> one.metric = json.text();
        case "records" -> {
          // Its name comes first, as the clients write it.
          draft.records(null, null, Category.ML, named(one), one.observed);
        }
        case "unit" -> json.skipText();
        default -> json.skip();
      }
    });
    named(one);
  }

  private static String named(One one) {
    if (one.metric == null) {
      throw new PlainJson.Unusual();
    }
    return one.metric;
  }

  /** All that was observed, in order. */
  List<Observed> observed() {
    var ids = new HashSet<String>();
    var all = new ArrayList<Observed>();
    add(linked, ids, all);
    add(previous, ids, all);
    add(end, ids, all);
    return all;
  }

  private static void add(List<One> ones, Set<String> ids, List<Observed> to) {
    for (var one : ones) {
      if (one.id == null || ids.add(one.id)) {
        for (var observed : one.observed) {
          to.add(new Observed(null, one.instance, observed.value()));
        }
      }
    }
  }
}
