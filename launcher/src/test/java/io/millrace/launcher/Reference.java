package io.millrace.launcher;

import io.millrace.ingress.http.StatusTable;
import io.millrace.model.FailureCode;
import io.millrace.topology.Profile;
import io.millrace.topology.Topic;
import io.millrace.topology.TopicSettings;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The text of {@code docs/reference.md}: from the code, and from the comments on what it lists. */
final class Reference {
  private static final String TOPOLOGY = "topology/src/main/java/io/millrace/topology/";
  private static final Pattern TOPIC =
      Pattern.compile("/\\*\\* ([^*]*?) \\*/\\s+public Topic<[^(]*> (\\w+)\\(\\)");
  private static final Pattern CONSTANT = Pattern.compile("/\\*\\* ([^*]*?) \\*/\\s+([A-Z_]+)\\b");

  private Reference() {}

  static String text() {
    var parts = new ArrayList<String>();
    parts.add("""
        # Reference

        Made from the code by `make docs`; do not edit. What is listed here is public: see [versions](../VERSIONING.md).
        """.strip());
    parts.add("## Topics\n\n" + topics());
    parts.add("## Headers\n\n" + headers());
    parts.add("## Failure codes\n\n" + failureCodes());
    parts.add("## Profiles\n\n" + profiles());
    parts.add("## Commands\n\nExit codes: 0 done, 1 failed, 2 wrong call.");
    addCommands(parts, Main.commands());
    return String.join("\n\n", parts) + "\n";
  }

  private static String topics() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("topic", "what is in it", "partitions", "cleanup", "kept", "largest record"));
    var topics = new Topics(TopicsConfig.DEFAULTS);
    var comments = comments(TOPIC, TOPOLOGY + "Topics.java");
    for (var topic : topics.all()) {
      var settings = topic.settings();
      rows.add(List.of(
          code(topic.name()),
          commentOf(topic, topics, comments),
          String.valueOf(settings.partitions()),
          settings.compacted() ? "compact" : "delete",
          kept(settings),
          size(settings.maxMessageBytes())));
    }
    return "With the default prefix and number of partitions (`--prefix`, `--partitions`).\n\n"
        + table(rows);
  }

  private static String commentOf(Topic<?, ?> topic, Topics topics, Map<String, String> comments) {
    for (var comment : comments.entrySet()) {
      try {
        var named = (Topic<?, ?>) Topics.class.getMethod(comment.getKey()).invoke(topics);
        if (named.name().equals(topic.name())) {
          return comment.getValue();
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Topics." + comment.getKey(), e);
      }
    }
    throw new IllegalStateException("topic %s has no comment in Topics".formatted(topic));
  }

  private static String kept(TopicSettings settings) {
    var retention = settings.retention();
    if (retention == null) {
      return settings.compacted() ? "newest of each key" : "for ever";
    }
    return retention.toDays() > 0 ? retention.toDays() + " days" : retention.toHours() + " hours";
  }

  private static String size(int bytes) {
    return (bytes >> 20) + " MiB";
  }

  private static String headers() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("header", "on", "meaning"));
    var known = HeaderMeanings.ALL;
    var named = new TreeSet<>(headerNames());
    if (!named.equals(new TreeSet<>(known.keySet()))) {
      throw new IllegalStateException(
          "MessageHeaders has %s, HeaderMeanings has %s".formatted(named, known.keySet()));
    }
    known.forEach((name, meaning) -> rows.add(List.of(code(name), meaning.on(), meaning.text())));
    return "All are text in UTF-8. Headers of other names are left alone.\n\n" + table(rows);
  }

  private static List<String> headerNames() {
    return Arrays.stream(MessageHeaders.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> !List.of("ANSWER_TYPE", "FAILURE_TYPE").contains(field.getName()))
        .map(field -> {
          try {
            return (String) field.get(null);
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        })
        .toList();
  }

  private static String failureCodes() {
    var comments = comments(CONSTANT, "topology/src/main/java/io/millrace/model/FailureCode.java");
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("code", "HTTP", "meaning"));
    for (var code : FailureCode.values()) {
      rows.add(List.of(
          code(code.name()),
          String.valueOf(StatusTable.of(code).value()),
          comments.getOrDefault(code.name(), "")));
    }
    return table(rows);
  }

  private static String profiles() {
    var comments = comments(CONSTANT, TOPOLOGY + "Profile.java");
    var rows = new ArrayList<List<String>>();
    var keys = new TreeSet<String>();
    var header = new ArrayList<>(List.of(""));
    var purpose = new ArrayList<>(List.of("for"));
    var early = new ArrayList<>(List.of("replies before the commit"));
    for (var profile : Profile.values()) {
      header.add(code(profile.toString()));
      purpose.add(comments.getOrDefault(profile.name(), ""));
      early.add(profile.repliesBeforeCommit() ? "yes" : "no");
      keys.addAll(profile.settings().keySet());
    }
    rows.add(header);
    rows.add(purpose);
    rows.add(early);
    for (var key : keys) {
      var row = new ArrayList<>(List.of(code(key)));
      for (var profile : Profile.values()) {
        var value = profile.settings().get(key);
        row.add(value == null ? "" : value.toString());
      }
      rows.add(row);
    }
    return "Chosen by `--profile`. Settings are those of Kafka Streams.\n\n" + table(rows);
  }

  private static void addCommands(List<String> parts, CommandLine command) {
    var spec = command.getCommandSpec();
    if (spec.usageMessage().hidden()) {
      return;
    }
    parts.add("### %s\n\n```\n%s\n```"
        .formatted(
            spec.qualifiedName(),
            command.getUsageMessage(Ansi.OFF).replace("\r", "").strip()));
    command.getSubcommands().values().forEach(sub -> addCommands(parts, sub));
  }

  /** What stands in the comments of a source file, by the name of what they are on. */
  private static Map<String, String> comments(Pattern pattern, String file) {
    var comments = new LinkedHashMap<String, String>();
    pattern
        .matcher(Checkout.read(file))
        .results()
        .forEach(match -> comments.put(match.group(2), match.group(1)));
    return comments;
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String table(List<List<String>> rows) {
    var lines = new ArrayList<String>();
    for (var row : rows) {
      lines.add(row.stream().collect(Collectors.joining(" | ", "| ", " |")));
      if (lines.size() == 1) {
        lines.add("|" + "---|".repeat(row.size()));
      }
    }
    return String.join("\n", lines);
  }
}
