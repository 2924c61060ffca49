package io.millrace.ingress.contracts;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.log.LogConfig;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Judgement;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.registry.RegistryPublisher;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Contracts, what is judged of them, and where they were broken. */
public final class ContractDoor implements Door {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CompactedView<RegistryEntry<Contract>> contracts;
  private final CompactedView<Judgement> judgements;
  private final RegistryPublisher<Contract> publisher;
  private final RecentViolations violations;

  public ContractDoor(LogConfig config) {
    var topics = config.topics();
    this.contracts = new CompactedView<>(topics.contracts(), config.bootstrap());
    this.judgements = new CompactedView<>(topics.verdicts(), config.bootstrap());
    this.publisher =
        new RegistryPublisher<>(topics.contractCommands(), config.bootstrap(), contracts);
    this.violations = new RecentViolations(config);
  }

  @Override
  public void start() {
    contracts.start();
    judgements.start();
    violations.start();
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    return routes(
        new ContractHandler(contracts, this::change),
        new VerdictHandler(contracts, judgements, violations));
  }

  /** The paths, whatever they work on. */
  public static RouterFunction<ServerResponse> routes(
      ContractHandler contracts, VerdictHandler verdicts) {
    return RouterFunctions.route()
        .GET("/contracts", contracts::list)
        .GET("/contracts/{id}", contracts::show)
        .PUT("/contracts/{id}", contracts::put)
        .DELETE("/contracts/{id}", contracts::delete)
        .GET("/contracts/{id}/verdicts", verdicts::verdicts)
        .GET("/qoa/violations", verdicts::violations)
        .build();
  }

  private CompletionStage<RegistryEntry<Contract>> change(
      String id, @Nullable String json, @Nullable Long expectedEpoch) {
    return json == null
        ? publisher.takeBack(id, expectedEpoch, PATIENCE)
        : publisher.set(id, expectedEpoch, json, PATIENCE);
  }

  @Override
  public void close() {
    violations.close();
    publisher.close();
    judgements.close();
    contracts.close();
  }
}
