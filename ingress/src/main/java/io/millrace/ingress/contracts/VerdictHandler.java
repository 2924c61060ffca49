package io.millrace.ingress.contracts;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Violation;
import io.millrace.topology.registry.RecordView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** What was found of contracts: the newest verdicts, and the violations of late. */
public final class VerdictHandler {
  private static final int MOST = 1000;

  private final RecordView<RegistryEntry<Contract>> contracts;
  private final RecordView<Judgement> judgements;
  private final Violations violations;

  /** The violations of late. */
  @FunctionalInterface
  public interface Violations {
    /** The newest first. */
    List<Violation> recent(@Nullable String application, int most);
  }

  public VerdictHandler(
      RecordView<RegistryEntry<Contract>> contracts,
      RecordView<Judgement> judgements,
      Violations violations) {
    this.contracts = contracts;
    this.judgements = judgements;
    this.violations = violations;
  }

  /** The newest verdict on each objective of each scope; one that nothing was reported of yet is unknown too. */
  public Mono<ServerResponse> verdicts(ServerRequest request) {
    var entry = ContractHandler.entry(contracts, request.pathVariable("id"));
    var contract = Objects.requireNonNull(entry.value());
    var known = judgements.values().stream()
        .filter(judgement -> judgement.contract().equals(contract.id()))
        .sorted(Comparator.comparing(Judgement::key))
        .toList();
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("contract", contract.id());
    body.put("application", contract.application());
    body.put("verdicts", verdicts(contract, known));
    body.put(
        "utility",
        known.stream()
            .filter(ContractUtility.class::isInstance)
            .map(ContractJson::of)
            .findFirst()
            .orElse(null));
    return Mono.just(JsonResponse.of(body));
  }

  private static List<Object> verdicts(Contract contract, List<Judgement> known) {
    var all = new ArrayList<Object>();
    var judged = known.stream()
        .filter(Verdict.class::isInstance)
        .map(Verdict.class::cast)
        .filter(verdict -> contract.objective(verdict.of().objective()) != null)
        .collect(Collectors.groupingBy(verdict -> verdict.of().objective()));
    for (var objective : contract.objectives()) {
      var verdicts = judged.get(objective.name());
      if (verdicts == null) {
        all.add(Map.of(
            "verdict", "unknown",
            "objective", objective.name(),
            "metric_name", objective.metric(),
            "pipeline_id", contract.application(),
            "reason", "nothing was judged yet"));
      } else {
        verdicts.forEach(verdict -> all.add(ContractJson.of(verdict)));
      }
    }
    return all;
  }

  public Mono<ServerResponse> violations(ServerRequest request) {
    var application = request.queryParam("app").orElse(null);
    int most = request.queryParam("limit").map(VerdictHandler::limit).orElse(100);
    return Mono.just(JsonResponse.of(new Recent(
        violations.recent(application, most).stream().map(ContractJson::of).toList())));
  }

  private record Recent(List<?> violations) {}

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw noLimit(text);
    }
    throw noLimit(text);
  }

  private static ResponseStatusException noLimit(String text) {
    return new ResponseStatusException(
        HttpStatus.BAD_REQUEST, "limit: \"%s\" is not from 1 to %d".formatted(text, MOST));
  }
}
