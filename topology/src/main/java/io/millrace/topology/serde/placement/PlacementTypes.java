package io.millrace.topology.serde.placement;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolRecord;

/** The names by which kinds of commands and decisions are told apart; the records know no JSON. */
final class PlacementTypes {
  static final String TYPE = "type";

  private PlacementTypes() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = TYPE)
  @JsonSubTypes({
    @JsonSubTypes.Type(name = "add-service", value = ServiceCommand.Add.class),
    @JsonSubTypes.Type(name = "update-service", value = ServiceCommand.Update.class),
    @JsonSubTypes.Type(name = "scale-service", value = ServiceCommand.Scale.class),
    @JsonSubTypes.Type(name = "remove-service", value = ServiceCommand.Remove.class),
    @JsonSubTypes.Type(name = "improve-service", value = ServiceCommand.Improve.class),
    @JsonSubTypes.Type(name = "slowdown", value = ServiceCommand.Slowdown.class),
    @JsonSubTypes.Type(name = "report", value = ServiceCommand.Report.class),
    @JsonSubTypes.Type(name = "add-node", value = NodeCommand.Add.class),
    @JsonSubTypes.Type(name = "update-node", value = NodeCommand.Update.class),
    @JsonSubTypes.Type(name = "change-node", value = NodeCommand.Change.class),
    @JsonSubTypes.Type(name = "return-node", value = NodeCommand.Return.class),
    @JsonSubTypes.Type(name = "remove-node", value = NodeCommand.Remove.class),
    @JsonSubTypes.Type(name = "set-policy", value = PoolCommand.SetPolicy.class),
    @JsonSubTypes.Type(name = "set-active", value = PoolCommand.SetActive.class),
    @JsonSubTypes.Type(name = "rebalance", value = PoolCommand.Rebalance.class),
    @JsonSubTypes.Type(name = "retry", value = PoolCommand.Retry.class)
  })
  interface Command {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = TYPE)
  @JsonSubTypes({
    @JsonSubTypes.Type(name = "placed", value = Decision.Placed.class),
    @JsonSubTypes.Type(name = "queued", value = Decision.Queued.class),
    @JsonSubTypes.Type(name = "freed", value = Decision.Freed.class),
    @JsonSubTypes.Type(name = "applied", value = Decision.Applied.class),
    @JsonSubTypes.Type(name = "refused", value = Decision.Refused.class)
  })
  interface Decided {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = TYPE)
  @JsonSubTypes({
    @JsonSubTypes.Type(name = "head", value = PoolRecord.Head.class),
    @JsonSubTypes.Type(name = "known", value = PoolRecord.Known.class),
    @JsonSubTypes.Type(name = "asked", value = PoolRecord.Asked.class),
    @JsonSubTypes.Type(name = "node", value = PoolRecord.Node.class),
    @JsonSubTypes.Type(name = "node-gone", value = PoolRecord.NodeGone.class),
    @JsonSubTypes.Type(name = "service", value = PoolRecord.Service.class),
    @JsonSubTypes.Type(name = "instance", value = PoolRecord.Instance.class)
  })
  interface State {}
}
