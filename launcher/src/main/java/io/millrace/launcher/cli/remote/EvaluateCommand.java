package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.CsvInputs;
import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.launcher.evaluation.Evaluation;
import io.millrace.launcher.evaluation.Evaluation.Pair;
import io.millrace.launcher.evaluation.Label;
import io.millrace.launcher.evaluation.PredictionException;
import io.millrace.launcher.evaluation.PredictionReading;
import io.millrace.launcher.evaluation.Task;
import io.millrace.launcher.http.Api;
import io.millrace.launcher.http.ManyCalls;
import io.millrace.launcher.http.Progress;
import io.millrace.launcher.http.Reply;
import io.millrace.model.Delivery;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.topology.serde.OipJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace evaluate}: asks a model about every row of a file and compares the answers with the truth. */
@Command(
    name = "evaluate",
    description = "Measure how good a model is on a file of rows whose truth is known.",
    footer = {
      "",
      "Example: millrace evaluate machine-health --data examples/machine-health/test.csv --label failure"
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = Converters.Name.class,
      description = "The model's name.")
  private ModelName model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "A CSV file with a header; each row is one request.")
  private Path data;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description = "The column that holds the truth.")
  private String label;

  @Option(names = "--regression", description = "The truth is a number to come near to, no class.")
  private boolean regression;

  @Option(
      names = "--version",
      paramLabel = "V",
      converter = Converters.Version.class,
      description = "The version to ask (default: the newest).")
  private @Nullable ModelVersion version;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "64",
      description = "Requests under way at a time (default: ${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "10",
      description = "Rows to show (default: ${DEFAULT-VALUE}).")
  private int shown;

  @Option(names = "--keep-going", description = "Rows that fail are no failure of the command.")
  private boolean keepGoing;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (concurrency < 1 || shown < 0) {
      throw server.wrongCall("--concurrency starts at 1, --rows at 0");
    }
    var api = server.api();
    var table = CsvTable.read(data);
    var info = api.model(model, version);
    // One version for all rows, even if another is pushed meanwhile.
    var asked = version == null ? ModelVersion.of(info.newest()) : version;
    var inputs = CsvInputs.bind(table, info.inputs(), label);
    return evaluate(api, asked, table, inputs);
  }

  private int evaluate(Api api, ModelVersion asked, CsvTable table, CsvInputs inputs)
      throws IOException, InterruptedException {
    var truths = truths(table);
    var requests = RowRequests.of(model, table, inputs);
    List<Reply> replies;
    long start = System.nanoTime();
    try (var progress = new Progress(server.err(), "rows", requests.size())) {
      replies = new ManyCalls(api, model, asked, concurrency).run(requests, progress);
    }
    var took = Duration.ofNanos(System.nanoTime() - start);
    var read = replies.stream().map(this::read).toList();
    int failed =
        Failures.report(server.err(), table, read.stream().map(Row::reply).toList());
    if (failed == read.size()) {
      throw new IOException("none of the %d rows was answered".formatted(failed));
    }
    print(report(asked, truths, read, took));
    return failed == 0 || keepGoing ? 0 : 1;
  }

  private Task task() {
    return regression ? Task.REGRESSION : Task.CLASSIFICATION;
  }

  private List<Label> truths(CsvTable table) {
    int column = table.column(label);
    return table.rows().stream().map(row -> task().truth(table, row, column)).toList();
  }

  /** @param predicted null where the reply is a failure */
  private record Row(Reply reply, @Nullable Label predicted) {}

  private Row read(Reply reply) {
    if (!(reply instanceof Reply.Answered answered)) {
      return new Row(reply, null);
    }
    try {
      var outputs = OipJson.readAnswer(answered.body(), Delivery.JSON).outputs();
      return new Row(reply, PredictionReading.read(task(), outputs, 1).get(0));
    } catch (PredictionException | InvalidRequestException e) {
      return new Row(new Reply.Failed(String.valueOf(e.getMessage())), null);
    }
  }

  private EvaluationReport report(
      ModelVersion asked, List<Label> truths, List<Row> rows, Duration took) {
    var pairs = new ArrayList<Pair>();
    var latencies = new ArrayList<Duration>();
    for (int i = 0; i < rows.size(); i++) {
      var predicted = rows.get(i).predicted();
      if (predicted != null && rows.get(i).reply() instanceof Reply.Answered answered) {
        pairs.add(new Pair(truths.get(i), predicted));
        latencies.add(answered.latency());
      }
    }
    latencies.sort(null);
    return new EvaluationReport(
        new EvaluationReport.Model(model.value(), asked.number()),
        rows.size(),
        new Evaluation(task(), pairs),
        latencies,
        took);
  }

  private void print(EvaluationReport report) {
    server.out().println(server.json() ? report.json() : report.text(shown));
  }
}
