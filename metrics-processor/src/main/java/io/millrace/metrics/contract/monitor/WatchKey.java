package io.millrace.metrics.contract.monitor;

import io.millrace.model.contract.Scope;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is watched.
 *
 * @param objective its name; empty for what a utility needs of a member
 */
record WatchKey(String contract, String objective, Scope scope) implements Comparable<WatchKey> {
  private static final Comparator<WatchKey> ORDER = Comparator.comparing(WatchKey::contract)
      .thenComparing(WatchKey::objective)
      .thenComparing(key -> key.scope().application())
      .thenComparing(key -> orEmpty(key.scope().stage()))
      .thenComparing(key -> orEmpty(key.scope().instance()))
      .thenComparing(WatchKey::depth);

  private static String orEmpty(@Nullable String part) {
    return Objects.requireNonNullElse(part, "");
  }

  private int depth() {
    return (scope.stage() == null ? 0 : 1) + (scope.instance() == null ? 0 : 1);
  }

  @Override
  public int compareTo(WatchKey other) {
    return ORDER.compare(this, other);
  }

  /** The key of its verdict. */
  String text() {
    return "%s/%s/%s".formatted(Scope.escape(contract), Scope.escape(objective), scope);
  }

  void write(BinaryWriter out) {
    out.writeText(contract).writeText(objective).writeText(scope.application());
    out.writeByte(depth());
    if (scope.stage() != null) {
      out.writeText(scope.stage());
    }
    if (scope.instance() != null) {
      out.writeText(scope.instance());
    }
  }

  static WatchKey read(BinaryReader in) {
    var contract = in.readText();
    var objective = in.readText();
    var application = in.readText();
    int depth = in.readByte();
    var stage = depth > 0 ? in.readText() : null;
    var instance = depth > 1 ? in.readText() : null;
    return new WatchKey(contract, objective, new Scope(application, stage, instance));
  }
}
