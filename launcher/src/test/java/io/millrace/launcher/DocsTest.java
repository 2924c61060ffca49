package io.millrace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What documents name is there: paths, classes, and the targets of links. */
@Tag("docs")
class DocsTest {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern TYPE_NAME = Pattern.compile("[A-Z][a-z0-9]+([A-Z][A-Za-z0-9]*)+");
  private static final Pattern PATH = Pattern.compile("(\\./)?[\\w.-]+(/[\\w.-]+)+/?");

  /** Not ours, though they look like it. */
  private static final Set<String> OTHERS = Set.of("NaN", "WorkerLostError");

  @Test
  void classes_exist() {
    var known = Checkout.javaNames();
    assertThat(quoted(name ->
            TYPE_NAME.matcher(name).matches() && !known.contains(name) && !OTHERS.contains(name)))
        .isEmpty();
  }

  /** A path is what starts with a file or folder of the root. */
  @Test
  void paths_exist() {
    assertThat(quoted(text -> PATH.matcher(text).matches()
            && Files.exists(Checkout.ROOT.resolve(Path.of(text).normalize().getName(0)))
            && !Files.exists(Checkout.ROOT.resolve(text))))
        .isEmpty();
  }

  @Test
  void links_resolve() {
    var broken = new ArrayList<String>();
    for (var document : Checkout.documents()) {
      for (var target : matches(LINK, prose(document))) {
        if (!target.contains("://") && !resolves(document, target)) {
          broken.add(document + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void documentsOfUsers_areAllReachableFromTheReadme() {
    var linked = matches(LINK, prose("README.md")).stream()
        .map(link -> link.replaceAll("#.*", ""))
        .collect(Collectors.toSet());
    assertThat(linked)
        .containsAll(Checkout.documents().stream()
            .filter(name -> !name.equals("README.md"))
            .toList());
  }

  private interface Wrong {
    boolean is(String text);
  }

  private static List<String> quoted(Wrong wrong) {
    var found = new ArrayList<String>();
    for (var document : Checkout.documents()) {
      for (var text : matches(QUOTED, prose(document))) {
        if (wrong.is(text)) {
          found.add(document + ": " + text);
        }
      }
    }
    return found;
  }

  private static boolean resolves(String document, String target) {
    int anchor = target.indexOf('#');
    var path = anchor < 0 ? target : target.substring(0, anchor);
    var folder = Path.of(document).getParent();
    var file = path.isEmpty()
        ? Path.of(document)
        : Objects.requireNonNullElse(folder, Path.of("")).resolve(path).normalize();
    return Files.exists(Checkout.ROOT.resolve(file))
        && (anchor < 0 || anchors(file.toString()).contains(target.substring(anchor + 1)));
  }

  /** As code hosts make them of headings. */
  private static List<String> anchors(String document) {
    return matches(HEADING, prose(document)).stream()
        .map(text ->
            text.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\s-]", "").strip().replace(' ', '-'))
        .toList();
  }

  private static String prose(String document) {
    return FENCED.matcher(Checkout.read(document)).replaceAll("");
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
