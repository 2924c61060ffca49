package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.CsvInputs;
import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.launcher.http.Api;
import io.millrace.launcher.http.ManyCalls;
import io.millrace.launcher.http.Progress;
import io.millrace.launcher.http.Reply;
import io.millrace.launcher.http.RequestJson;
import io.millrace.model.Delivery;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.OipJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace predict}: asks a model, once or for every row of a file. */
@Command(
    name = "predict",
    description = "Ask a model for predictions.",
    footer = {
      "",
      "Examples: millrace predict sensor-fusion --input '{\"vibration\": [[1.7, 1.9, 2.7, 1.6]], \"climate\": [[8, 20]]}'",
      "          millrace predict machine-health --csv examples/machine-health/test.csv --label failure"
    })
public final class PredictCommand implements Callable<Integer> {
  private static final int AT_ONCE = 64;

  private static final class Source {
    @Option(
        names = "--input",
        paramLabel = "JSON",
        description =
            "A request of the Open Inference Protocol, or just {\"input\": values}; - reads standard input.")
    private @Nullable String json;

    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = "A file with a header; each row is one request.")
    private @Nullable Path csv;
  }

  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = Converters.Name.class,
      description = "The model's name.")
  private ModelName model;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "A column of the file that is no input.")
  private @Nullable String label;

  @Option(
      names = "--version",
      paramLabel = "V",
      converter = Converters.Version.class,
      description = "The version to ask (default: the newest).")
  private @Nullable ModelVersion version;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var api = server.api();
    if (source.csv != null) {
      return file(api, source.csv);
    }
    server.out().println(one(api, input()));
    return 0;
  }

  private String input() throws IOException {
    return "-".equals(source.json)
        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
        : String.valueOf(source.json);
  }

  private Object one(Api api, String text) {
    var input = parsed(text);
    var request = RequestJson.isComplete(input)
        ? input
        : RequestJson.complete(input, api.model(model, version).inputs());
    var body = api.infer(model, version, Json.MAPPER.writeValueAsBytes(request));
    if (server.json()) {
      return line(body);
    }
    var outputs = outputs(body);
    return new OutputTable(outputs).add(outputs);
  }

  private JsonNode parsed(String text) {
    try {
      return RequestJson.parse(text);
    } catch (IllegalArgumentException e) {
      throw server.wrongCall(String.valueOf(e.getMessage()));
    }
  }

  private int file(Api api, Path csv) throws InterruptedException {
    var table = CsvTable.read(csv);
    var inputs = CsvInputs.bind(table, api.model(model, version).inputs(), label);
    var requests = RowRequests.of(model, table, inputs);
    List<Reply> replies;
    try (var progress = new Progress(server.err(), "rows", requests.size())) {
      replies = new ManyCalls(api, model, version, AT_ONCE).run(requests, progress);
    }
    print(replies);
    return Failures.report(server.err(), table, replies) == 0 ? 0 : 1;
  }

  private void print(List<Reply> replies) {
    if (server.json()) {
      replies.forEach(reply -> server.out().println(line(reply)));
      return;
    }
    @Nullable OutputTable table = null;
    for (var reply : replies) {
      if (reply instanceof Reply.Answered answered) {
        var outputs = outputs(answered.body());
        table = (table == null ? new OutputTable(outputs) : table).add(outputs);
      }
    }
    if (table != null) {
      server.out().println(table);
    }
  }

  private static Object line(Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      return line(answered.body());
    }
    return Json.MAPPER.writeValueAsString(Map.of("error", ((Reply.Failed) reply).reason()));
  }

  private static JsonNode line(byte[] body) {
    return Json.MAPPER.readTree(body);
  }

  private static List<Tensor> outputs(byte[] body) {
    return OipJson.readAnswer(body, Delivery.JSON).outputs();
  }
}
