package io.millrace.ingress;

import io.millrace.port.HeadStart;
import io.millrace.port.ModelRepository;
import io.millrace.port.PlacementHistory;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the ingress works with; all of it belongs to the caller, who closes it after the ingress.
 *
 * @param catalog started by the ingress if it is not yet
 * @param deadStages the names of the stages of this process that do not work; empty says that all do
 * @param hearsResults whether an inference stage of this process offers its results to the ingress, so that few replies
 *     come by the log
 * @param headStart runs requests while they are written
 * @param history tells of placements by deciding the log again; null: nobody does
 */
public record Backends(
    ModelCatalog catalog,
    ModelPublisher publisher,
    ModelRepository repository,
    Supplier<List<String>> deadStages,
    boolean hearsResults,
    HeadStart headStart,
    @Nullable PlacementHistory history) {}
