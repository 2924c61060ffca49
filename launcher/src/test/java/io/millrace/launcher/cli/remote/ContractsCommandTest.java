package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractsCommandTest {
  private static final String ENTRY = """
      {"id":"gold","epoch":2,"changed":"2026-03-01T12:00:00Z","notes":["x: kept, not judged"],
       "contract":{"contract_id":"gold","application":"cctv","objectives":[{},{}]}}""";
  private static final String EVENT = """
      "contract_id":"gold","pipeline_id":"cctv","stage":"detect","objective":"fast","metric_name":"m",
      "threshold_operator":"<=","threshold_value":0.3,"actual_value":0.51239999,"samples":7""";

  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run run(Object command, String... args) {
    var all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--server";
    all[args.length + 1] = server.url();
    return Run.of(command, all);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void push_sendsTheFile_underTheIdThatItNames() throws IOException {
    var sent = new AtomicReference<String>();
    server.on(
        "PUT /contracts/my%20gold?app=cctv",
        body -> {
          sent.set(body);
          return ENTRY;
        });
    var document = "{\"contract_id\": \"my gold\"}";
    var run = run(new ContractsCommand(), "push", file("x.json", document), "--app", "cctv");
    assertThat(run.out().lines())
        .containsExactly(
            "contract gold is in force: 2 objectives of application cctv",
            "note: x: kept, not judged");
    assertThat(run.code()).isZero();
    assertThat(sent.get()).isEqualTo(document);
  }

  @Test
  void push_ofAFileWithoutAnId_takesItsName() throws IOException {
    server.on("PUT /contracts/silver", ENTRY).on("PUT /contracts/other", ENTRY);
    var file = file("silver.json", "{\"quality\": {}}");
    assertThat(run(new ContractsCommand(), "push", file).code()).isZero();
    assertThat(run(new ContractsCommand(), "push", file, "--id", "other").code())
        .isZero();
    assertThat(server.asked()).containsExactly("PUT /contracts/silver", "PUT /contracts/other");
  }

  @Test
  void push_tellsEveryMistake() throws IOException {
    server.on("PUT /contracts/c", body -> {
      throw new FakeServer.Refusal("the contract is refused:\\na: is missing\\nb: is missing");
    });
    var run = run(new ContractsCommand(), "push", file("c.json", "{}"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines())
        .containsExactly("the contract is refused:", "a: is missing", "b: is missing");
    assertThat(run(new ContractsCommand(), "push", file("d.json", "{")).err())
        .contains("d.json: no JSON");
    assertThat(run(new ContractsCommand(), "push", "nowhere.json").err())
        .isEqualTo("nowhere.json: no such file");
  }

  @Test
  void list_isATable() {
    server.on("GET /contracts", """
        {"contracts":[{"id":"gold","application":"cctv","objectives":2,"epoch":3,"changed":"today"}]}""");
    assertThat(run(new ContractsCommand(), "list").out().lines())
        .containsExactly(
            "id    application  objectives  epoch  changed",
            "gold  cctv                  2      3  today");
    assertThat(run(new ContractsCommand(), "list", "--json").out()).startsWith("[{\"id\"");
    server.on("GET /contracts", "{\"contracts\":[]}");
    assertThat(run(new ContractsCommand(), "list").out()).contains("contracts push FILE");
  }

  @Test
  void show_saysWhatIsKept() {
    server.on("GET /contracts/gold", ENTRY).on("GET /contracts/gold/verdicts", """
        {"application":"cctv","utility":{"utility":0.75},"verdicts":[
          {"verdict":"violated",%s},
          {"verdict":"unknown","objective":"cheap","pipeline_id":"cctv","reason":"nobody reported cost"}]}
        """.formatted(
            EVENT));
    assertThat(run(new ContractsCommand(), "show", "gold").out().lines())
        .containsExactly(
            "gold, epoch 2, of application cctv, utility 0.75",
            "",
            "objective  of           verdict   value   bound   samples  why",
            "fast       cctv/detect  violated  0.5124  <= 0.3  7        -",
            "cheap      cctv         unknown   -       -       -        nobody reported cost");
    assertThat(run(new ContractsCommand(), "show", "gold", "--json").out())
        .contains("\"verdicts\":[", "\"utility\":{", "\"epoch\":2");
  }

  @Test
  void delete_saysSo() {
    server.on("DELETE /contracts/gold", "{\"id\":\"gold\",\"epoch\":3}");
    assertThat(run(new ContractsCommand(), "delete", "gold").out())
        .isEqualTo("contract gold is taken back%n".formatted());
    assertThat(run(new ContractsCommand(), "delete", "x").code()).isEqualTo(1);
  }

  @Test
  void violations_areATable_ofOneApplicationIfWanted() {
    server
        .on("GET /qoa/violations?limit=20", "{\"violations\":[]}")
        .on("GET /qoa/violations?limit=5&app=cctv", """
        {"violations":[{"timestamp":"2026-03-01T12:00:00Z","event":"opened","severity":"critical",
          "recommended_action":"scale",%s}]}""".formatted(EVENT));
    assertThat(run(new ViolationsCommand()).out()).isEqualTo("No violations.%n".formatted());
    assertThat(run(new ViolationsCommand(), "cctv", "--limit", "5").out().lines())
        .containsExactly(
            "time                  event   contract  objective  of            value  bound   severity  action",
            "2026-03-01T12:00:00Z  opened  gold      fast       cctv/detect  0.5124  <= 0.3  critical  scale");
  }

  @Test
  void wrongCall_endsWith2() {
    assertThat(Run.of(new ContractsCommand()).code()).isEqualTo(2);
    assertThat(Run.of(new ContractsCommand(), "show").code()).isEqualTo(2);
    assertThat(Run.of(new ViolationsCommand(), "--limit", "many").code()).isEqualTo(2);
  }
}
