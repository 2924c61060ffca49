package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Category;
import io.millrace.topology.serde.contract.ObjectiveJson.Promise;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * QoA4ML's contract: its schema 0.3 (blocks of {@code constraint_list}s) and, in the same document or
 * alone, the form before it (metrics with {@code operators} and {@code value}). Statements that name no
 * metric, such as a mode of encryption, are kept and noted.
 */
final class QoaContractReader {
  private static final Map<String, Category> BLOCKS = blocks();

  private final Fields root;
  private final Draft draft;

  QoaContractReader(Fields root, Draft draft) {
    this.root = root;
    this.draft = draft;
  }

  private static Map<String, Category> blocks() {
    var blocks = new LinkedHashMap<>(Names.of(Category.class));
    blocks.put("services", Category.SERVICE);
    blocks.put("mlmodels", Category.ML_SPECIFIC);
    return blocks;
  }

  void read() {
    var quality = Objects.requireNonNull(root.object("quality"));
    if (readBlocks(quality)) {
      root.keep("quality");
    }
    // Before schema 0.3 some blocks stood beside "quality".
    for (var block : BLOCKS.entrySet()) {
      if (root.has(block.getKey()) && readBlock(root, block.getKey(), block.getValue())) {
        root.keep(block.getKey());
      }
    }
  }

  private boolean readBlocks(Fields quality) {
    boolean kept = false;
    for (var name : quality.names()) {
      var category = BLOCKS.get(name);
      if (category == null) {
        draft.notes.add("%s: kept, not judged: no block of a contract".formatted(quality.at(name)));
        kept = true;
      } else {
        kept |= readBlock(quality, name, category);
      }
    }
    return kept;
  }

  /** Whether something of the block is kept and not judged. */
  private boolean readBlock(Fields parent, String name, Category category) {
    boolean kept = false;
    for (var entry : parent.objects(name)) {
      kept |= entry.has("constraint_list")
          ? readConstraints(entry, category)
          : readMetrics(entry, category);
    }
    return kept;
  }

  private boolean readConstraints(Fields block, Category category) {
    for (var constraint : block.objects("constraint_list")) {
      var metrics = constraint.requiredObject("metrics");
      var condition = constraint.requiredObject("condition");
      var metric = metrics == null ? null : metrics.requiredText("metric_name");
      var read = condition == null ? null : ConditionJson.read(condition, "");
      var own = constraint.text("name");
      if (!constraint.has("aggregate_function")
          && !constraint.has("percentile")
          && !constraint.has("error_budget")) {
        constraint.mistake("aggregate_function", "is missing");
      }
      var name = own != null ? own : Names.of(category) + "." + metric;
      draft.add(ObjectiveJson.read(
          constraint,
          new Promise(
              draft.unused(name),
              category,
              Objects.requireNonNullElse(metric, ""),
              null,
              Aggregate.of(Function.AVERAGE),
              null,
              metric == null ? null : read)));
    }
    return false;
  }

  private boolean readMetrics(Fields entry, Category category) {
    boolean kept = false;
    for (var name : entry.names()) {
      var fields = entry.get(name);
      if (fields != null && fields.isObject() && fields.has("operators") && fields.has("value")) {
        kept |= readMetric(new Fields(entry.at(name), fields, entry.mistakes()), name, category);
      } else {
        draft.notes.add(
            "%s: kept, not judged: it names no operators and value".formatted(entry.at(name)));
        kept = true;
      }
    }
    return kept;
  }

  private boolean readMetric(Fields fields, String name, Category category) {
    if (Objects.requireNonNull(fields.get("value")).toString().equals("\"value\"")) {
      draft.notes.add(
          "%s: kept, not judged: its value is the word \"value\"".formatted(fields.path()));
      return true;
    }
    var metric = snakeCase(name);
    var condition = EarlyForm.condition(fields);
    draft.add(ObjectiveJson.read(
        EarlyForm.rest(fields),
        new Promise(
            draft.unused(Names.of(category) + "." + metric),
            category,
            metric,
            null,
            Aggregate.of(Function.AVERAGE),
            null,
            condition)));
    return false;
  }

  /** {@code ResponseTime} is {@code response_time} in reports. */
  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
