package io.millrace.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of commands in a document. The comment before it says how it is run: {@code run}, {@code run until} it prints
 * something, {@code run in the background}, {@code run a while} until it has printed something, or {@code not run}; after {@code prints:} stands what must come out.
 */
record ReadmeBlock(Mode mode, @Nullable String prints, String commands) {
  enum Mode {
    RUN,
    UNTIL,
    BACKGROUND,
    LISTEN,
    NOT
  }

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^(?:<!-- ([^\\n]*) -->\\n)?```sh\\n(.*?)^```$");

  static List<ReadmeBlock> of(String document) {
    var blocks = new ArrayList<ReadmeBlock>();
    var matcher = BLOCK.matcher(document);
    while (matcher.find()) {
      var how = matcher.group(1);
      if (how == null) {
        throw new IllegalArgumentException(
            "the block has no comment that says how it is run:%n%s".formatted(matcher.group(2)));
      }
      blocks.add(of(how, matcher.group(2)));
    }
    return blocks;
  }

  private static ReadmeBlock of(String how, String commands) {
    if (how.startsWith("run until: ")) {
      return new ReadmeBlock(Mode.UNTIL, how.substring("run until: ".length()), commands);
    }
    int at = how.indexOf("; prints: ");
    var prints = at < 0 ? null : how.substring(at + "; prints: ".length());
    var mode = switch (at < 0 ? how : how.substring(0, at)) {
      case "run" -> Mode.RUN;
      case "run in the background" -> Mode.BACKGROUND;
      case "run a while" -> Mode.LISTEN;
      default -> how.startsWith("not run: ") ? Mode.NOT : unknown(how);
    };
    return new ReadmeBlock(mode, prints, commands);
  }

  private static Mode unknown(String how) {
    throw new IllegalArgumentException("\"%s\" is no way to run a block".formatted(how));
  }
}
