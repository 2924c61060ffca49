package io.millrace.ingress.contracts;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.InvalidContractException;
import io.millrace.topology.registry.RecordView;
import io.millrace.topology.serde.contract.ContractReader;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code /contracts}: any of the forms that {@link ContractReader} knows. A change answers once the registry has decided;
 * with {@code If-Match} it is made only if the contract is at that epoch.
 */
public final class ContractHandler {
  private static final int MOST_BYTES = 512 << 10;

  private final RecordView<RegistryEntry<Contract>> contracts;
  private final ContractCommands commands;

  public ContractHandler(RecordView<RegistryEntry<Contract>> contracts, ContractCommands commands) {
    this.contracts = contracts;
    this.commands = commands;
  }

  public Mono<ServerResponse> list(ServerRequest request) {
    var application = request.queryParam("app").orElse(null);
    var lines = contracts.values().stream()
        .filter(entry -> entry.value() != null)
        .filter(entry -> application == null
            || application.equals(Objects.requireNonNull(entry.value()).application()))
        .sorted(Comparator.comparing(RegistryEntry::key))
        .map(ContractJson::summary)
        .toList();
    return Mono.just(JsonResponse.of(new Listed(lines)));
  }

  private record Listed(List<?> contracts) {}

  public Mono<ServerResponse> show(ServerRequest request) {
    var entry = entry(contracts, request.pathVariable("id"));
    return Mono.just(tagged(entry, ContractJson.whole(entry)));
  }

  /**
   * The contract of that id.
   *
   * @throws ResponseStatusException 404 if there is none
   */
  static RegistryEntry<Contract> entry(RecordView<RegistryEntry<Contract>> all, String id) {
    var entry = all.get(id);
    if (entry == null || entry.value() == null) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND, "there is no contract \"%s\"".formatted(id));
    }
    return entry;
  }

  private static ServerResponse tagged(RegistryEntry<Contract> entry, Object body) {
    return JsonResponse.of(body).with(HttpHeaders.ETAG, "\"%d\"".formatted(entry.epoch()));
  }

  /** The application may be named by {@code ?app=} where the document does not, as QoA4ML's do not. */
  public Mono<ServerResponse> put(ServerRequest request) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    var id = request.pathVariable("id");
    var application = request.queryParam("app").orElse(null);
    var epoch = expectedEpoch(request);
    return RequestBytes.read(request, MOST_BYTES)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .publishOn(Schedulers.boundedElastic())
        .flatMap(body -> {
          try {
            return put(id, read(body, id, application), epoch);
          } catch (InvalidContractException e) {
            return Mono.just(refused(e.mistakes()));
          }
        });
  }

  private static ContractReader.Reading read(byte[] body, String id, @Nullable String application) {
    var reading = ContractReader.read(body, id, application);
    var contract = reading.contract();
    if (!contract.id().equals(id)) {
      throw new InvalidContractException(List.of(
          "contract_id: \"%s\" is not that of the path, \"%s\"".formatted(contract.id(), id)));
    }
    if (application != null && !application.equals(contract.application())) {
      throw new InvalidContractException(List.of("application: \"%s\" is not that of ?app=, \"%s\""
          .formatted(contract.application(), application)));
    }
    return reading;
  }

  private static ServerResponse refused(List<String> mistakes) {
    var body = new LinkedHashMap<String, Object>();
    body.put("error", "the contract is refused:\n" + String.join("\n", mistakes));
    body.put("mistakes", mistakes);
    return JsonResponse.of(HttpStatus.BAD_REQUEST, body);
  }

  private Mono<ServerResponse> put(
      String id, ContractReader.Reading reading, @Nullable Long epoch) {
    return decided(id, ContractJson.text(reading.contract()), epoch).map(entry -> {
      var rejection = entry.lastCommand().rejection();
      if (rejection != null) {
        return rejected(entry, epoch, rejection, HttpStatus.BAD_REQUEST);
      }
      var body = ContractJson.whole(entry);
      body.put("notes", reading.notes());
      return tagged(entry, body);
    });
  }

  public Mono<ServerResponse> delete(ServerRequest request) {
    var id = request.pathVariable("id");
    var epoch = expectedEpoch(request);
    entry(contracts, id);
    return Mono.defer(() -> decided(id, null, epoch))
        .subscribeOn(Schedulers.boundedElastic())
        .map(entry -> {
          var rejection = entry.lastCommand().rejection();
          return rejection == null
              ? tagged(entry, new Deleted(id, entry.epoch()))
              : rejected(entry, epoch, rejection, HttpStatus.NOT_FOUND);
        });
  }

  private record Deleted(String id, long epoch) {}

  private static ServerResponse rejected(
      RegistryEntry<Contract> entry,
      @Nullable Long expected,
      String rejection,
      HttpStatus otherwise) {
    boolean moved = expected != null && expected != entry.epoch();
    return JsonResponse.error(moved ? HttpStatus.PRECONDITION_FAILED : otherwise, rejection);
  }

  private Mono<RegistryEntry<Contract>> decided(
      String id, @Nullable String json, @Nullable Long epoch) {
    return Mono.fromCompletionStage(commands.set(id, json, epoch))
        .onErrorMap(failure -> RefusedException.unavailable(
            "the contract registry did not answer: %s. Maybe no process runs metrics"
                .formatted(failure.getClass().getSimpleName())));
  }

  private static @Nullable Long expectedEpoch(ServerRequest request) {
    var tag = request.headers().firstHeader(HttpHeaders.IF_MATCH);
    if (tag == null || tag.equals("*")) {
      return null;
    }
    try {
      return Long.valueOf(tag.replace("\"", ""));
    } catch (NumberFormatException e) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST,
          "If-Match: an epoch is wanted, such as \"3\", not %s".formatted(tag),
          e);
    }
  }
}
