package io.millrace.ingress.placement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.pool.PoolView;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.Explanation;
import io.millrace.model.placement.decision.NodeVerdict;
import io.millrace.model.placement.decision.Stamp;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.TieRule;
import io.millrace.model.placement.state.PoolKnowledge;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.port.PlacementHistory;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

/** The routes about policies and about deciding again. */
class PolicyRoutesTest {
  private static final Stamp STAMP = new Stamp("c", 1, 0, 1, "");

  private final List<PlacementCommand> sent = new ArrayList<>();
  private final History history = new History();
  private final WebTestClient client = client(history);

  private WebTestClient client(@Nullable PlacementHistory with) {
    var policies = new PolicyHandler(
        pool -> PoolView.of(
            List.of(new PoolRecord.Known(
                "default",
                new PoolKnowledge(
                    Policy.DEFAULT.named("present").withVersion(4), List.of(), List.of()))),
            pool),
        (pool, command) -> {
          sent.add(command);
          return Mono.just(decisions());
        },
        () -> Instant.ofEpochSecond(7),
        with);
    return WebTestClient.bindToRouterFunction(
            policies.routes().and(new HistoryHandler(history).routes()))
        .build();
  }

  private static List<Decision> decisions() {
    var allocation =
        new Allocation("s-2", 2, "s", 1, "n", List.of(), List.of(), Allocation.State.PLACED, "s-1");
    var service = new ServiceSpec("s", 1, new Demand(new Resources(1, 1, 1)));
    return List.of(
        new Decision.Applied(STAMP, "rebalancing"),
        new Decision.Placed(
            STAMP,
            allocation,
            service,
            new Explanation(1, List.of(), Map.of(), TieRule.BEST_FIT),
            700));
  }

  /** Tells what was asked. */
  private static final class History implements PlacementHistory {
    final List<PlacementCommand> predicted = new ArrayList<>();
    Instant from = Instant.MAX;

    @Override
    public @Nullable List<NodeVerdict> explain(
        PoolName pool, String allocation, Progress progress) {
      return null;
    }

    @Override
    public List<Judged> whatIf(
        PoolName pool, Instant from, List<Policy> policies, Progress progress) {
      this.from = from;
      progress.at(0, 4000);
      progress.at(10, 4000);
      progress.at(2000, 4000);
      if (policies.get(0).name().equals("wrong")) {
        throw new IllegalArgumentException("no score has the name speed");
      }
      return List.of(new Judged("first", 1, 2, 3, 4, 0, Map.of("apart", 5), Map.of("nodes", 6L)));
    }

    @Override
    public List<PolicyVersion> policies(PoolName pool, Progress progress) {
      progress.at(7, 70);
      return List.of(new PolicyVersion(
          new Origin("c9", 5000, "cli", ""), Policy.DEFAULT.named("second").withVersion(2)));
    }

    @Override
    public List<Decision> predict(PoolName pool, PlacementCommand command, Progress progress) {
      if (pool.value().equals("nowhere")) {
        throw new NothingThereException("pool nowhere: no command of it is on the log");
      }
      progress.at(8, 80);
      predicted.add(command);
      return decisions();
    }

    @Override
    public Verified verify(Progress progress) {
      throw new UnavailableException("the log cannot be read now", new IOException("gone"));
    }
  }

  private WebTestClient.ResponseSpec send(String method, String path, String json) {
    return client
        .method(HttpMethod.valueOf(method))
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(json)
        .exchange();
  }

  @Test
  void thePolicyInForce_isShown_andTheDefaultWhereNothingWasSaid() {
    client
        .get()
        .uri("/pools/default/policy")
        .exchange()
        .expectBody()
        .jsonPath("$.name")
        .isEqualTo("present")
        .jsonPath("$.version")
        .isEqualTo(4);
    client
        .get()
        .uri("/pools/other/policy")
        .exchange()
        .expectBody()
        .jsonPath("$.name")
        .isEqualTo("default");
  }

  @Test
  void aNameThatNoPoolCanHave_isAMistake() {
    client.get().uri("/pools/a b/policy").exchange().expectStatus().isBadRequest();
    client.get().uri("/pools/a b/policy/versions").exchange().expectStatus().isBadRequest();
  }

  @Test
  void aPolicy_becomesACommand_withWhatItLeavesOut() {
    send("PUT", "/pools/default/policy", "{\"name\": \"wide\", \"strategy\": \"WORST_FIT\"}")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.decisions[0].what")
        .isEqualTo("rebalancing");
    assertThat(sent).singleElement().isInstanceOfSatisfying(PoolCommand.SetPolicy.class, set -> {
      assertThat(set.policy().name()).isEqualTo("wide");
      assertThat(set.policy().scores()).isEqualTo(Policy.DEFAULT.scores());
      assertThat(set.origin().atMillis()).isEqualTo(7000);
    });
  }

  @Test
  void whatIsNoPolicy_isRefused_withWhatIsWrong() {
    send("PUT", "/pools/default/policy", "{\"name\": \"wide\", \"strategi\": 1}")
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.error")
        .value(error -> assertThat(String.valueOf(error)).contains("strategi"));
    send("PUT", "/pools/default/policy", "[]").expectStatus().isBadRequest();
    send("PUT", "/pools/default/policy", "{").expectStatus().isBadRequest();
    assertThat(sent).isEmpty();
  }

  @Test
  void versions_areThoseOfTheLog() {
    client
        .get()
        .uri("/pools/default/policy/versions")
        .exchange()
        .expectBody()
        .jsonPath("$[0].policy.version")
        .isEqualTo(2)
        .jsonPath("$[0].origin.by")
        .isEqualTo("cli");
    client(null)
        .get()
        .uri("/pools/default/policy/versions")
        .exchange()
        .expectStatus()
        .isEqualTo(501);
  }

  @Test
  void rebalancing_tellsMovesAndGain_andADryRunSendsNothing() {
    send("POST", "/pools/default/rebalance", "{\"budget\": 5, \"dryRun\": true}")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.dryRun")
        .isEqualTo(true)
        .jsonPath("$.moves")
        .isEqualTo(1)
        .jsonPath("$.gain")
        .isEqualTo(700);
    assertThat(sent).isEmpty();
    assertThat(history.predicted)
        .singleElement()
        .isInstanceOfSatisfying(
            PoolCommand.Rebalance.class, one -> assertThat(one.most()).isEqualTo(5));
    send("POST", "/pools/default/rebalance", "{}").expectStatus().isOk();
    assertThat(sent).singleElement().isInstanceOf(PoolCommand.Rebalance.class);
    send("POST", "/pools/default/rebalance", "{\"budget\": -1}").expectStatus().isBadRequest();
    send("POST", "/pools/default/rebalance", "{\"budget\": \"x\"}")
        .expectStatus()
        .isBadRequest();
    send("POST", "/pools/default/rebalance", "{\"budgets\": 1}").expectStatus().isBadRequest();
  }

  @Test
  void whatIf_tellsHowFarItIs_toWhoeverTakesEvents() {
    assertThat(events("{\"name\": \"p\"}"))
        .containsSubsequence(
            "event: progress",
            "data: {\"done\":0,\"of\":4000}",
            "event: progress",
            "data: {\"done\":2000,\"of\":4000}",
            "event: outcome")
        .contains("\"violations\":{\"apart\":5}")
        .doesNotContain("\"done\":10,");
    assertThat(history.from).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(events("{\"name\": \"wrong\"}"))
        .contains("event: error", "no score has the name speed");
    send("POST", "/pools/default/whatif?from=noon", "{\"name\": \"p\"}")
        .expectStatus()
        .isBadRequest();
    send("POST", "/pools/default/whatif", "{\"name\": \"p\"}")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$[0].violations.apart")
        .isEqualTo(5);
  }

  @Test
  void allThatReadsTheLog_tellsHowFarItIs() {
    assertThat(events("GET", "/pools/default/policy/versions", ""))
        .containsSubsequence("{\"done\":7,\"of\":70}", "event: outcome", "\"second\"");
    assertThat(events("POST", "/pools/default/rebalance", "{\"dryRun\": true}"))
        .containsSubsequence("{\"done\":8,\"of\":80}", "event: outcome", "\"moves\":1");
    assertThat(sent).isEmpty();
  }

  @Test
  void aLogThatHoldsNothing_orIsAway_isTold() {
    send("POST", "/pools/nowhere/rebalance", "{\"dryRun\": true}")
        .expectStatus()
        .isNotFound()
        .expectBody()
        .jsonPath("$.error")
        .isEqualTo("pool nowhere: no command of it is on the log");
    assertThat(events("POST", "/pools/nowhere/rebalance", "{\"dryRun\": true}"))
        .contains("event: error", "no command of it is on the log");
    send("POST", "/placement/verify", "{}").expectStatus().isEqualTo(503);
    assertThat(events("POST", "/placement/verify", "{}"))
        .contains("event: error", "the log cannot be read now");
  }

  private String events(String json) {
    return events("POST", "/pools/default/whatif?from=2026-01-31T12:00:00Z", json);
  }

  private String events(String method, String path, String json) {
    var body = client
        .method(HttpMethod.valueOf(method))
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .accept(MediaType.TEXT_EVENT_STREAM)
        .bodyValue(json)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(byte[].class)
        .returnResult()
        .getResponseBody();
    return body == null ? "" : new String(body, UTF_8);
  }
}
