package io.millrace.metrics.reports;

import io.millrace.model.ModelFeedback;
import io.millrace.model.RequestId;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportedAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers in a report that can be compared with a truth: those with an id. */
final class ReportedAnswers {
  private ReportedAnswers() {}

  /**
   * The answers, by the id of the report's request where it has one, else by their own.
   *
   * @param millis the time at which they were given
   * @param ownTime whether that is the application's own
   */
  static List<ReportedAnswer> of(
      Report report, ModelFeedback feedback, long millis, boolean ownTime) {
    var answers = new ArrayList<ReportedAnswer>();
    for (var inference : report.inferences()) {
      var id = id(report, inference);
      if (id != null && inference.prediction() != null) {
        answers.add(new ReportedAnswer(
            report.source().application(),
            inference.stage(),
            inference.instance(),
            id,
            millis,
            inference.prediction(),
            inference.truth(),
            feedback.window().toMillis(),
            feedback.regression(),
            ownTime));
      }
    }
    return answers;
  }

  private static @Nullable String id(Report report, Inference inference) {
    var request = report.context().correlation();
    var id = request == null || request.isEmpty() ? inference.id() : request;
    return id == null || id.isEmpty() || id.length() > RequestId.LONGEST ? null : id;
  }
}
