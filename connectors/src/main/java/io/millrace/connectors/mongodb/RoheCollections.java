package io.millrace.connectors.mongodb;

import io.millrace.topology.Topics;
import java.util.ArrayList;
import java.util.List;

/** What is projected, and where to: the collections' names are public. */
public final class RoheCollections {
  /** The database that is used where the address names none: ROHE's. */
  public static final String DATABASE = "rohe_observation";

  private RoheCollections() {}

  /**
   * Windows, applications, contracts, violations, models, and what was placed.
   *
   * @param predictions whether every result of a prediction becomes a document too
   */
  public static List<CollectionProjection> of(Topics topics, boolean predictions) {
    var all = new ArrayList<CollectionProjection>();
    all.add(new CollectionProjection(
        topics.windows().name(),
        "windows",
        new WindowDocuments(topics.windows().values().deserializer())));
    all.add(new CollectionProjection(
        topics.prefix() + "applications", "registration", JsonDocuments.registry()));
    all.add(
        new CollectionProjection(topics.contracts().name(), "contracts", JsonDocuments.registry()));
    all.add(new CollectionProjection(
        topics.prefix() + "qoa.violations",
        "violations",
        JsonDocuments.byFields("event_id", "event")));
    all.add(new CollectionProjection(topics.models().name(), "models", JsonDocuments.byKey()));
    all.add(new CollectionProjection(
        topics.allocationDecisions().name(), "decisions", JsonDocuments.decisions()));
    all.add(new CollectionProjection(
        topics.allocations().name(), "allocations", JsonDocuments.byKey()));
    if (predictions) {
      all.add(new CollectionProjection(
          topics.results().name(),
          "predictions",
          new ResultDocuments(topics.results().values().deserializer())));
    }
    return List.copyOf(all);
  }
}
