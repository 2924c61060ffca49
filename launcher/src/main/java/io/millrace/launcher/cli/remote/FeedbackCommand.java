package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.model.ModelName;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** {@code millrace feedback}: tells what predictions truly were. */
@Command(
    name = "feedback",
    description = "Tell what predictions truly were, by the ids of their requests.",
    footer = {"", "Example: millrace feedback machine-health --id motor-17 --label 1"})
public final class FeedbackCommand implements Callable<Integer> {
  private static final int BATCH = 1000;
  private static final String ID = "id";

  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      converter = Converters.Name.class,
      description = "The model's name; may be left out, and is where an application has reported.")
  private @Nullable ModelName model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Source source;

  /** One truth, or a file of them. */
  private static final class Source {
    @ArgGroup(exclusive = false)
    private @Nullable One one;

    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = "A CSV file with the columns id and label, or id and value.")
    private @Nullable Path csv;
  }

  /** What one prediction truly was. */
  private static final class One {
    @Option(
        names = "--id",
        required = true,
        paramLabel = "ID",
        description = "The request's id, as it stands on the log.")
    private String id;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Truth truth;
  }

  /** A class or a number. */
  private static final class Truth {
    @Option(names = "--label", paramLabel = "CLASS", description = "The true class.")
    private @Nullable String label;

    @Option(names = "--value", paramLabel = "NUMBER", description = "The true number.")
    private @Nullable Double value;
  }

  @Override
  public Integer call() throws IOException {
    var all = source.csv == null ? List.of(one()) : rows(source.csv);
    long accepted = 0;
    long refused = 0;
    for (int from = 0; from < all.size(); from += BATCH) {
      var answer = send(all.subList(from, Math.min(all.size(), from + BATCH)));
      accepted += answer.path("accepted").asLong();
      refused += answer.path("refused").asLong();
      for (var reason : answer.path("reasons")) {
        server
            .err()
            .println("row %d: %s"
                .formatted(
                    from + 1 + reason.path("index").asLong(),
                    reason.path("reason").asString()));
      }
    }
    server.err().flush();
    server
        .out()
        .println(
            server.json()
                ? Json.MAPPER.writeValueAsString(Map.of("accepted", accepted, "refused", refused))
                : "%d accepted, %d refused".formatted(accepted, refused));
    return refused == 0 ? 0 : 1;
  }

  private JsonNode send(List<Map<String, Object>> batch) {
    var body = Json.MAPPER.writeValueAsBytes(batch);
    return model == null ? server.api().feedback(body) : server.api().feedback(model, body);
  }

  private Map<String, Object> one() {
    var one = source.one;
    if (one == null) {
      throw server.wrongCall("--id or --csv says whose truth it is");
    }
    return one.truth.value == null
        ? feedback(one.id, "label", String.valueOf(one.truth.label))
        : feedback(one.id, "value", one.truth.value);
  }

  private static List<Map<String, Object>> rows(Path csv) {
    var table = CsvTable.read(csv);
    int id = table.column(ID);
    boolean isNumber = table.header().contains("value") && !table.header().contains("label");
    int truth = table.column(isNumber ? "value" : "label");
    var all = new ArrayList<Map<String, Object>>();
    for (var row : table.rows()) {
      var text = row.values().get(truth);
      all.add(feedback(
          row.values().get(id),
          isNumber ? "value" : "label",
          isNumber ? number(table, row, truth) : text));
    }
    return all;
  }

  private static Object number(CsvTable table, CsvTable.Row row, int column) {
    try {
      return Double.valueOf(row.values().get(column).strip());
    } catch (NumberFormatException e) {
      throw table.wrongCell(row, column, "is no number");
    }
  }

  private static Map<String, Object> feedback(String id, String field, Object truth) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put(ID, id);
    fields.put(field, truth);
    return fields;
  }
}
