package io.millrace.ingress.predictions;

import io.millrace.ingress.predictions.AccuracyHandler.OfApplication;
import io.millrace.ingress.predictions.AccuracyHandler.OfModel;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.ClassTally.Cell;
import io.millrace.model.qoa.WindowResult.Finality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** The accuracy of a model or application and its tables of true and predicted classes as a page that needs nothing else. */
final class AccuracyPage {
  private static final String OTHER = "(other)";
  private static final String PAGE = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="refresh" content="5">
      <title>%1$s: accuracy</title>
      <style>
      body { font-family: system-ui, sans-serif; margin: 2rem; max-width: 60rem; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { border: 1px solid #bbb; padding: .3rem .7rem; text-align: right; }
      td.hit { background: #dff0d8; }
      .accuracy { font-size: 2.5rem; }
      </style>
      </head>
      <body>
      <h1>%1$s</h1>
      %2$s
      </body>
      </html>
      """;

  private AccuracyPage() {}

  static String of(OfModel accuracy) {
    var body = accuracy.versions().isEmpty()
        ? "<p>%s</p>".formatted(whyNothing(accuracy))
        : accuracy.versions().stream()
            .map(one -> section("Version " + one.version(), one.total()))
            .collect(Collectors.joining());
    return PAGE.formatted(escaped(accuracy.model()), body);
  }

  static String of(OfApplication accuracy) {
    var body = accuracy.stages().stream()
        .map(one -> section("Stage " + escaped(one.stage()), one.total()))
        .collect(Collectors.joining());
    return PAGE.formatted(escaped(accuracy.application()), body);
  }

  private static String whyNothing(OfModel accuracy) {
    return accuracy.feedback() == null
        ? "This model declares no feedback: push it with <code>--feedback 24h</code>."
        : "No prediction has been counted yet.";
  }

  private static String section(String heading, AccuracyResult total) {
    var finality = total.finality() == Finality.FINAL ? "final" : "provisional";
    return """
        <h2>%s</h2>
        <p class="accuracy">%s</p>
        <p>%d predictions, the truth of %d is known (%s)</p>
        %s
        %s
        """.formatted(
            heading,
            headline(total),
            total.predictions(),
            total.known(),
            finality,
            metrics(total),
            confusion(total));
  }

  private static String headline(AccuracyResult total) {
    var metrics = total.metrics();
    var accuracy = metrics.get("accuracy");
    var error = metrics.get("rmse");
    if (accuracy != null) {
      return String.format(Locale.ROOT, "Accuracy %.2f %%", 100 * accuracy);
    }
    return error == null ? "No truth yet" : String.format(Locale.ROOT, "RMSE %.6g", error);
  }

  private static String metrics(AccuracyResult total) {
    return total.metrics().entrySet().stream()
        .map(metric -> String.format(
            Locale.ROOT, "<tr><th>%s</th><td>%.6g</td></tr>", metric.getKey(), metric.getValue()))
        .collect(Collectors.joining("\n", "<table>\n", "\n</table>"));
  }

  private static String confusion(AccuracyResult total) {
    var classes = total.classes();
    if (classes.count() == 0) {
      return "";
    }
    var labels = new ArrayList<@Nullable String>(classes.labels());
    boolean isFolded = classes.confusion().stream()
        .anyMatch(cell -> cell.truth() == null || cell.predicted() == null);
    if (isFolded) {
      labels.add(null);
    }
    var head = labels.stream()
        .map(label -> "<th>%s</th>".formatted(name(label)))
        .collect(Collectors.joining("", "<tr><th>True \\ Predicted</th>", "</tr>"));
    return labels.stream()
        .map(truth -> row(truth, labels, classes.confusion()))
        .collect(Collectors.joining("\n", "<table>\n" + head + "\n", "\n</table>"));
  }

  private static String row(
      @Nullable String truth, List<@Nullable String> labels, List<Cell> cells) {
    return labels.stream()
        .map(predicted -> "<td%s>%d</td>"
            .formatted(
                Objects.equals(truth, predicted) ? " class=\"hit\"" : "",
                count(truth, predicted, cells)))
        .collect(Collectors.joining("", "<tr><th>%s</th>".formatted(name(truth)), "</tr>"));
  }

  private static long count(@Nullable String truth, @Nullable String predicted, List<Cell> cells) {
    return cells.stream()
        .filter(cell ->
            Objects.equals(cell.truth(), truth) && Objects.equals(cell.predicted(), predicted))
        .mapToLong(Cell::count)
        .sum();
  }

  private static String name(@Nullable String label) {
    return label == null ? OTHER : escaped(label);
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text);
  }
}
