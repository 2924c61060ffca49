package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.launcher.http.Reply;
import java.io.PrintWriter;
import java.util.List;

/** Tells of the rows that have no answer. */
final class Failures {
  private static final int FIRST = 5;

  private Failures() {}

  /** Prints how many and the first reasons, and returns how many. */
  static int report(PrintWriter err, CsvTable table, List<Reply> replies) {
    int failed = 0;
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof Reply.Failed failure && ++failed <= FIRST) {
        err.println("%s line %d failed: %s"
            .formatted(table.source(), table.rows().get(i).line(), failure.reason()));
      }
    }
    if (failed > 0) {
      err.println("%d of %d rows failed".formatted(failed, replies.size()));
      err.flush();
    }
    return failed;
  }
}
