package io.millrace.connectors.celery.canvas;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.message.TaskId;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.connectors.celery.message.TaskName;
import io.millrace.connectors.celery.result.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkflowTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private final Workflow workflow = new Workflow("celery", () -> NOW);

  @Test
  void nextOfAChain_isTheLastOfItsList_andTakesTheRestAlong() {
    var chain = List.of(
        add(8, Map.of("task_id", "third", "reply_to", "q")),
        add(4, Map.of("task_id", "second", "reply_to", "q", "queue", "gpu", "countdown", 2)));

    var after =
        workflow.after(call(new Canvas(List.of(), List.of(), chain, null)), Outcome.success(3));

    var next = after.calls().get(0);
    assertThat(next.queue()).isEqualTo("gpu");
    assertThat(next.message().id().value()).isEqualTo("second");
    assertThat(next.message().args()).containsExactly(3, 4);
    assertThat(next.message().timing().eta()).isEqualTo(NOW.plusSeconds(2));
    assertThat(next.message().reply().queue()).isEqualTo("q");
    assertThat(next.message().lineage().parent()).isEqualTo("t");
    assertThat(next.message().root()).isEqualTo("root");
    assertThat(next.message().canvas().chain()).hasSize(1);
    assertThat(after.children().toString()).isEqualTo("[[[second, null], null]]");
  }

  @Test
  void restOfAFailedChain_isToldTheFailure() {
    var chain = List.of(
        add(8, Map.of("task_id", "third", "reply_to", "q")),
        add(4, Map.of("task_id", "second", "reply_to", "q")));
    var failure = Outcome.celeryFailure("Oops", "it failed");

    var after = workflow.after(call(new Canvas(List.of(), List.of(), chain, null)), failure);

    assertThat(after.calls()).isEmpty();
    assertThat(after.others())
        .extracting(other -> other.told().taskId() + " " + other.told().reply().queue())
        .containsExactly("third q", "second q");
    assertThat(after.others()).allMatch(other -> other.told().outcome().equals(failure));
  }

  @Test
  void severalLinks_areAGroup() {
    var links = List.of(add(10, Map.of()), add(20, Map.of()));

    var after =
        workflow.after(call(new Canvas(links, List.of(), List.of(), null)), Outcome.success(3));

    assertThat(after.calls())
        .extracting(c -> c.message().args())
        .containsExactly(List.of(3, 10), List.of(3, 20));
    var groups = after.calls().stream()
        .map(c -> c.message().lineage().group())
        .distinct()
        .toList();
    assertThat(groups).hasSize(1).doesNotContainNull();
    assertThat(after.children()).hasSize(1);
  }

  @Test
  void linksOfErrors_getTheIdOfWhatFailed() {
    var errback =
        new Signature(new TaskName("on_err"), List.of(), Map.of("k", 1), Map.of(), null, false);

    var after = workflow.after(
        call(new Canvas(List.of(), List.of(errback), List.of(), null)),
        Outcome.celeryFailure("Oops", "it failed"));

    assertThat(after.calls().get(0).message().args()).containsExactly("t");
    assertThat(after.calls().get(0).message().kwargs()).isEqualTo(Map.of("k", 1));
  }

  @Test
  void sameEnd_callsTheSameIds() {
    var links = List.of(add(10, Map.of()), add(20, Map.of()));
    var call = call(new Canvas(links, List.of(), List.of(), null));

    assertThat(workflow.after(call, Outcome.success(3)))
        .isEqualTo(workflow.after(call, Outcome.success(3)));
  }

  @Test
  void chordWithinAChain_countsItsMembers() {
    var body = add(1, Map.of("task_id", "body"));
    var chord = new Signature(
        new TaskName("celery.chord"),
        List.of(),
        Map.of(
            "header",
            List.of(add(1, Map.of()).toMap(), add(2, Map.of()).toMap()),
            "body",
            body.toMap()),
        Map.of(),
        "chord",
        false);

    var after = workflow.after(
        call(new Canvas(List.of(), List.of(), List.of(chord), null)), Outcome.success(3));

    assertThat(after.calls()).hasSize(2).allSatisfy(next -> {
      var follower = requireNonNull(next.message().canvas().chord());
      assertThat(follower.options())
          .containsEntry("task_id", "body")
          .containsEntry("chord_size", 2);
    });
  }

  private static Signature add(int n, Map<String, Object> options) {
    return new Signature(new TaskName("add"), List.of(n), Map.of(), options, null, false);
  }

  private static TaskMessage call(Canvas canvas) {
    return new TaskMessage(
        new TaskId("t"),
        new TaskName("add"),
        List.of(1, 2),
        Map.of(),
        canvas,
        new Lineage("root", null, null, null),
        Timing.NOW,
        new Reply("q", "t", false, false),
        0,
        Map.of());
  }
}
