package io.millrace.connectors.mongodb;

import io.millrace.connectors.projection.Projection;
import io.millrace.connectors.projection.ProjectionConfig;
import io.millrace.topology.Topics;
import java.util.stream.Collectors;

/** The projection of Millrace's topics into MongoDB. */
public final class MongoProjection {
  /** Names the projection and its group. */
  public static final String NAME = "mongodb";

  private MongoProjection() {}

  /**
   * A projection; nothing is opened before it starts.
   *
   * @param bootstrap {@code host:port} of brokers
   * @param predictions whether every result of a prediction becomes a document too
   * @param instanceId a name that stays the same over restarts and that no other process has
   * @param upkeep called before and after each write
   */
  public static Projection of(
      String bootstrap,
      Topics topics,
      MongoAddress address,
      boolean predictions,
      String instanceId,
      Upkeep upkeep) {
    var collections = RoheCollections.of(topics, predictions);
    var names = collections.stream().map(CollectionProjection::topic).collect(Collectors.toSet());
    var config = ProjectionConfig.of(NAME, bootstrap, topics, names).withInstanceId(instanceId);
    return new Projection(
        config, new MongoTarget(address.open(), address.database(), collections, upkeep));
  }
}
