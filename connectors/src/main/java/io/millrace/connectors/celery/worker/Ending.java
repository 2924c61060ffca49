package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Outcome.PythonException;
import java.util.List;
import java.util.function.Predicate;

/** The end of a task as the log can hold it: without what nobody needs any more, else as a failure. */
record Ending(Entry entry, Outcome outcome) {
  private static final Outcome TOO_LARGE = Outcome.failure(
      new PythonException(
          "millrace", "ResultTooLarge", List.of("the result is longer than the log takes")),
      null);

  /** @param fits whether the log takes the entry */
  static Ending of(Entry entry, Outcome outcome, Predicate<Entry> fits) {
    var whole = done(entry, entry.call(), outcome);
    if (fits.test(whole)) {
      return new Ending(whole, outcome);
    }
    // Another try needs its arguments.
    var end = outcome.isRetry() ? TOO_LARGE : outcome;
    var call = entry.call().withoutArguments();
    var shorter = done(entry, call, end);
    if (fits.test(shorter)) {
      return new Ending(shorter, end);
    }
    var failed = done(entry, call, TOO_LARGE);
    // Even what is to follow may be too long by itself.
    return new Ending(fits.test(failed) ? failed : done(entry, call.alone(), TOO_LARGE), TOO_LARGE);
  }

  private static Entry done(Entry entry, TaskMessage call, Outcome end) {
    return new Entry(call, entry.queue(), entry.stage(), entry.attempts(), entry.oneRow(), null)
        .done(end);
  }
}
