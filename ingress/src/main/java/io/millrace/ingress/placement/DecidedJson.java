package io.millrace.ingress.placement;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.topology.serde.placement.PlacementJson;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was decided on a command, as its sender sees it. */
final class DecidedJson {
  private DecidedJson() {}

  static ServerResponse answer(PlacementCommand command, List<Decision> decisions) {
    return answer(of(command, decisions), decisions);
  }

  private static ServerResponse answer(ObjectNode json, List<Decision> decisions) {
    if (decisions.get(0) instanceof Decision.Refused refused) {
      json.put("error", refused.reason());
      return JsonResponse.of(HttpStatus.CONFLICT, json);
    }
    return JsonResponse.of(json);
  }

  private static ObjectNode of(PlacementCommand command, List<Decision> decisions) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("command", command.origin().id());
    var all = json.putArray("decisions");
    decisions.forEach(decision -> all.add(PlacementJson.tree(decision)));
    return json;
  }

  /** How a pool was rebalanced: {@code moves} and their {@code gain} in thousandths of devices beside the decisions. */
  static ServerResponse rebalanced(PlacementCommand command, List<Decision> decisions) {
    return answer(moves(command, decisions, false), decisions);
  }

  /** How a pool would be rebalanced, which is only predicted. */
  static ObjectNode predicted(PlacementCommand command, List<Decision> decisions) {
    if (decisions.get(0) instanceof Decision.Refused refused) {
      throw new ResponseStatusException(HttpStatus.CONFLICT, refused.reason());
    }
    return moves(command, decisions, true);
  }

  private static ObjectNode moves(PlacementCommand command, List<Decision> decisions, boolean dry) {
    var json = of(command, decisions);
    var moves = decisions.stream()
        .filter(Decision.Placed.class::isInstance)
        .map(Decision.Placed.class::cast)
        .filter(placed -> placed.gain() > 0)
        .toList();
    return json.put("dryRun", dry)
        .put("moves", moves.size())
        .put("gain", moves.stream().mapToLong(Decision.Placed::gain).sum());
  }
}
