package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.cli.remote.AccuracyCommand;
import io.millrace.launcher.cli.remote.CompareCommand;
import io.millrace.launcher.cli.remote.PlayCommand;
import io.millrace.launcher.cli.remote.WatchCommand;
import io.millrace.launcher.play.Times;
import io.millrace.model.qoa.Report;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.qoa.ReportSerde;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Records of files, played through the public interface: what came of them is what a plain count says. Of files of one's
 * own where {@code -Dmillrace.play.tasks}, {@code millrace.play.answers}, {@code millrace.play.truths} and {@code
 * millrace.play.models} name them.
 */
class PlayIT {
  private static final List<String> STAGES = List.of("web_service", "processing", "inference");
  private static final int TASKS = 3000;

  @TempDir
  Path folder;

  private static final List<String> TASK_OPTIONS = List.of(
      "--columns=run,stage,seconds,time,note,retries",
      "--app=cctv",
      "--stage-column=stage",
      "--instance-column=run",
      "--metric=response_time=seconds",
      "--time-column=time",
      "--sort");

  /** A real file where the property names one, else what is generated in its shape. */
  private Path file(String property, List<String> generated) throws IOException {
    var given = System.getProperty(property);
    return given == null
        ? Files.write(folder.resolve(property + ".csv"), generated)
        : Path.of(given);
  }

  /** Run, stage, seconds, time and two more, without a header, up to some seconds out of order. */
  private static List<String> tasks() {
    var random = new Random(11);
    var lines = new ArrayList<String>();
    for (int i = 0; i < TASKS; i++) {
      lines.add(String.format(
          Locale.ROOT,
          "%d,%s,%s,%.7f,,0.0",
          random.nextInt(3),
          STAGES.get(random.nextInt(3)),
          Math.exp(random.nextGaussian()),
          1640778135.8656807 + i * 0.1 + 14 * random.nextDouble()));
    }
    return lines;
  }

  /** Answers of an ensemble as scores by class, with what was left of the time they had. */
  private static List<String> answers() {
    var random = new Random(12);
    var lines =
        new ArrayList<>(List.of("query_id,inf_time,remaining_inference_time,time_violation,data"));
    for (int i = 0; i < 1000; i++) {
      double left = random.nextGaussian();
      lines.add("q-%d,%s,%s,%s,\"{'Walking': %s, 'fall': 0.5, 'walking': 0.4}\""
          .formatted(
              i % 990, // some come twice
              1761568882.0904193 + i * 0.1,
              left,
              left < 0 ? "True" : "False",
              random.nextDouble()));
    }
    return lines;
  }

  /** What some of the answers should have been, and what nobody has asked. */
  private static List<String> truths() {
    var random = new Random(14);
    var lines = new ArrayList<>(List.of("query_id,ground_truth"));
    for (int i = 0; i < 300; i++) {
      lines.add("q-%d,%s"
          .formatted(random.nextInt(1500), List.of("WALKING", "Fall", "sit").get(i % 3)));
    }
    return lines;
  }

  /** Response times of models, without times of their own. */
  private static List<String> models() {
    var random = new Random(13);
    var lines = new ArrayList<>(List.of("query_id,response_time,model_id"));
    for (int i = 0; i < 1000; i++) {
      lines.add("q-%d,%s,model_v%d".formatted(i, random.nextDouble() / 10, random.nextInt(32)));
    }
    return lines;
  }

  private record Run(int code, String out) {}

  private Run run(Object command, Millrace millrace, Stream<String> options) {
    var out = new StringWriter();
    int code = new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(out))
        .execute(Stream.concat(options, Stream.of("--server", millrace.uri("").toString()))
            .toArray(String[]::new));
    return new Run(code, out.toString());
  }

  @Test
  void recordsPlayed_areCountedExactly_andAnyDifferenceIsFound() throws Exception {
    var file = file("millrace.play.tasks", tasks());
    int count = Files.readAllLines(file).size();
    try (var millrace = Millrace.start(folder.resolve("millrace"))) {
      var play = run(new PlayCommand(), millrace, options(file, TASK_OPTIONS));
      assertThat(play.code()).as(play.out()).isZero();
      assertThat(play.out()).contains("%1$d records: %1$d reports".formatted(count));
      assertThat(reports(millrace)).containsExactlyInAnyOrderElementsOf(times(file));
      var compare = run(new CompareCommand(), millrace, options(file, TASK_OPTIONS));
      say(compare);
      assertThat(compare.code()).as(compare.out()).isZero();
      assertThat(compare.out())
          .contains("with %d values".formatted(count), "counts, means and extremes are equal");
      var watch = run(new WatchCommand(), millrace, Stream.of("cctv", "--once"));
      assertThat(watch.out()).contains("inference", "processing", "web_service");
      // One record more than was played: its window differs.
      var more = Files.writeString(folder.resolve("more.csv"), "0,inference,1,1640778135.9,,\n");
      var other = run(
          new CompareCommand(),
          millrace,
          Stream.concat(Stream.of(more.toString(), "--wait=0"), options(file, TASK_OPTIONS)));
      assertThat(other.code()).as(other.out()).isEqualTo(1);
      assertThat(other.out()).contains("count");
    }
  }

  @Test
  void answersOfModels_areCountedExactly_withTimesOfTheirOwnOrInFileOrder() throws Exception {
    var answers = file("millrace.play.answers", answers());
    var models = file("millrace.play.models", models());
    var ofAnswers = List.of(
        "--app=building",
        "--stage=ensemble",
        "--time-column=inf_time",
        "--metric=remaining_inference_time",
        "--metric=time_violation",
        "--id-column=query_id",
        "--prediction-column=data",
        "--lower-case",
        "--truth=" + file("millrace.play.truths", truths()),
        "--feedback-id=query_id",
        "--feedback-label=ground_truth");
    var ofModels = List.of(
        "--app=models",
        "--stage-column=model_id",
        "--metric=response_time",
        // Before the answers, which were played first: each application has its own time.
        "--start=2020-10-27T14:00:00Z",
        "--step=0.1");
    try (var millrace = Millrace.start(folder.resolve("millrace"))) {
      for (var play : List.of(options(answers, ofAnswers), options(models, ofModels))) {
        var outcome = run(new PlayCommand(), millrace, play);
        assertThat(outcome.code()).as(outcome.out()).isZero();
      }
      for (var compare : List.of(options(answers, ofAnswers), options(models, ofModels))) {
        var outcome = run(new CompareCommand(), millrace, compare);
        say(outcome);
        assertThat(outcome.code()).as(outcome.out()).isZero();
      }
      // One truth more than was told: its window differs.
      var more = Files.writeString(
          folder.resolve("more.csv"),
          "query_id,ground_truth\n" + idOfNoTruth(answers, ofAnswers) + ",fall\n");
      var other = run(
          new CompareCommand(),
          millrace,
          Stream.concat(Stream.of("--wait=0", "--truth=" + more), options(answers, ofAnswers)));
      assertThat(other.code()).as(other.out()).isEqualTo(1);
      assertThat(other.out()).contains("truths", "differences");
      shows(millrace);
    }
  }

  /** The first answer whose truth nobody has told. */
  private static String idOfNoTruth(Path answers, List<String> options) throws IOException {
    var truths = options.stream()
        .filter(option -> option.startsWith("--truth="))
        .map(option -> Path.of(option.substring("--truth=".length())))
        .findFirst()
        .orElseThrow();
    var told = Files.readAllLines(truths).stream()
        .map(line -> line.split(",", 2)[0])
        .collect(Collectors.toSet());
    return Files.readAllLines(answers).stream()
        .skip(1)
        .map(line -> line.split(",", 2)[0])
        .filter(id -> !told.contains(id))
        .findFirst()
        .orElseThrow();
  }

  private void shows(Millrace millrace) throws Exception {
    var text =
        run(new AccuracyCommand(), millrace, Stream.of("--app=building", "--stage=ensemble"));
    assertThat(text.out()).contains("building stage ensemble", "accuracy", "true \\ predicted");
    var page = millrace.get("/ui/accuracy/applications/building");
    assertThat(page.body()).contains("Stage ensemble", "Accuracy");
    var nobody = millrace.get("/qoa/nobody/accuracy");
    assertThat(nobody.statusCode()).isEqualTo(404);
    assertThat(nobody.body()).contains("PUT /qoa/nobody/feedback?window=24h");
  }

  @Test
  void contracts_judgeWhatIsPlayed_byItsOwnTime() throws Exception {
    var lines = new ArrayList<String>();
    for (int i = 0; i < 600; i++) {
      lines.add("%d,%s,%s"
          .formatted(1640778000 + i, i % 2 == 0 ? "a" : "b", i >= 300 && i < 360 ? 9 : 1));
    }
    Collections.shuffle(lines, new Random(3));
    var file = Files.write(folder.resolve("recorded.csv"), lines);
    try (var millrace = Millrace.start(folder.resolve("millrace"))) {
      var contract = millrace.send(HttpRequest.newBuilder(millrace.uri("/contracts/old"))
          .header("content-type", "application/json")
          .PUT(HttpRequest.BodyPublishers.ofString("""
              {"application": "recorded", "objectives": [
                {"name": "fast", "metric": "seconds", "operator": "<=", "value": 2, "window": "1m"}]}"""))
          .build());
      assertThat(contract.statusCode()).as(contract.body()).isEqualTo(200);
      var play = run(
          new PlayCommand(),
          millrace,
          Stream.of(
              file.toString(),
              "--columns=time,stage,seconds",
              "--app=recorded",
              "--stage-column=stage",
              "--metric=seconds",
              "--time-column=time"));
      assertThat(play.code()).as(play.out()).isZero();
      await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
        var found = millrace.get("/qoa/violations?app=recorded").body();
        assertThat(found).contains("recovered", "opened");
        // The eighth 9 brings a minute's mean of ones above 2.
        assertThat(found).contains("2021-12-29T11:45:07Z");
      });
    }
  }

  private static Stream<String> options(Path file, List<String> options) {
    return Stream.concat(Stream.of(file.toString()), options.stream());
  }

  private static void say(Run run) {
    LoggerFactory.getLogger(PlayIT.class).info("{}", run.out().strip());
  }

  private static List<Instant> times(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(",", -1)[3])
        .map(Times.of("seconds")::parse)
        .toList();
  }

  /** The event times of all reports on the log. */
  private static List<Instant> reports(Millrace millrace) {
    var topics = millrace.pipeline.topics();
    try (var log = new CommittedLog(millrace.kafka.bootstrap(), topics.reports());
        var serde = new ReportSerde()) {
      await().atMost(60, TimeUnit.SECONDS).until(() -> log.read().isAtEnd());
      return log.records().stream()
          .filter(record -> Mark.time(record.headers()) == null)
          .map(record -> serde.deserializer().deserialize("", record.value()))
          .map(Report::eventTime)
          .toList();
    }
  }
}
