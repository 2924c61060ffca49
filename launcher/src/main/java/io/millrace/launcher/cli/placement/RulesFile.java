package io.millrace.launcher.cli.placement;

import io.millrace.connectors.quality.QualityRule;
import io.millrace.connectors.quality.QualityRule.On;
import io.millrace.launcher.rohe.YamlFile;
import io.millrace.model.contract.Severity;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.ServiceCommand.Improve.Action;
import io.millrace.topology.serde.contract.Fields;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules in a file: a list, or an object with {@code rules}. Each says which violations it is about ({@code contract},
 * {@code application}, {@code objective}, {@code metric}, {@code stage}, {@code severity}, {@code when}) or the {@code lag} of which queue, what is done
 * ({@code service}, {@code action}, {@code target}, {@code amount}, {@code pool}) and how often at most ({@code after},
 * {@code cooldown}, {@code most}, {@code window}).
 */
public final class RulesFile {
  private static final Duration COOLDOWN = Duration.ofMinutes(1);
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int MOST = 3;

  private RulesFile() {}

  /**
   * The rules of a file.
   *
   * @throws IOException that says all that is wrong
   */
  public static List<QualityRule> read(Path file) throws IOException {
    var mistakes = new ArrayList<String>();
    var document = YamlFile.read(file);
    var listed = document.isArray() ? document : document.path("rules");
    var rules = new ArrayList<QualityRule>();
    if (!listed.isArray() || listed.isEmpty()) {
      throw new IOException("%s: a list of rules is wanted, not %s".formatted(file, document));
    }
    for (int i = 0; i < listed.size(); i++) {
      var rule = rule(new Fields("rules[%d]".formatted(i), listed.get(i), mistakes));
      if (rule != null) {
        rules.add(rule);
      }
    }
    if (!mistakes.isEmpty()) {
      throw new IOException("%s: %s".formatted(file, String.join("; ", mistakes)));
    }
    return rules;
  }

  private static @Nullable QualityRule rule(Fields fields) {
    var name = fields.requiredText("name");
    var service = fields.requiredText("service");
    fields.requiredText("action");
    var action = fields.has("action") ? fields.oneOf("action", names(Action.values())) : null;
    var which = which(fields);
    var lag = lag(fields.object("lag"));
    var pool = fields.text("pool");
    var target = fields.text("target");
    var amount = fields.count("amount");
    var pace = pace(fields);
    fields.rest().keySet().forEach(unknown -> fields.mistake(unknown, "is unknown"));
    if (name == null || service == null || action == null || pace == null) {
      return null;
    }
    try {
      var deed = new QualityRule.Deed(
          new PoolName(pool == null ? "default" : pool),
          service,
          action,
          target == null ? "" : target,
          amount == null ? 1 : Math.toIntExact(amount));
      return new QualityRule(name, which, lag, deed, pace);
    } catch (IllegalArgumentException | ArithmeticException e) {
      fields.mistakes().add("%s: %s".formatted(fields.path(), e.getMessage()));
      return null;
    }
  }

  private static QualityRule.Match which(Fields fields) {
    var on = fields.oneOf("when", names(On.values()));
    var severity = fields.oneOf("severity", names(Severity.values()));
    return new QualityRule.Match(
        on == null ? On.VIOLATED : on,
        fields.text("contract"),
        fields.text("application"),
        fields.text("objective"),
        fields.text("metric"),
        fields.text("stage"),
        severity == null ? Severity.WARNING : severity);
  }

  private static QualityRule.@Nullable Lag lag(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    var group = fields.requiredText("group");
    var above = fields.count("above");
    var below = fields.count("below");
    if (above == null) {
      fields.mistake("above", "a whole number is wanted");
    }
    if (group == null || above == null) {
      return null;
    }
    try {
      return new QualityRule.Lag(group, above, below == null ? above / 2 : below);
    } catch (IllegalArgumentException e) {
      fields.mistakes().add("%s: %s".formatted(fields.path(), e.getMessage()));
      return null;
    }
  }

  private static QualityRule.@Nullable Pace pace(Fields fields) {
    var after = fields.duration("after");
    var cooldown = fields.duration("cooldown");
    var most = fields.count("most");
    var window = fields.duration("window");
    try {
      return new QualityRule.Pace(
          after == null ? Duration.ZERO : after,
          cooldown == null ? COOLDOWN : cooldown,
          most == null ? MOST : Math.toIntExact(most),
          window == null ? WINDOW : window);
    } catch (IllegalArgumentException | ArithmeticException e) {
      fields.mistakes().add("%s: %s".formatted(fields.path(), e.getMessage()));
      return null;
    }
  }

  private static <E extends Enum<E>> Map<String, E> names(E[] values) {
    var names = new LinkedHashMap<String, E>();
    for (var value : values) {
      names.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return names;
  }
}
