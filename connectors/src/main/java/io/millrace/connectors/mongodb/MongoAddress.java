package io.millrace.connectors.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.util.concurrent.TimeUnit;

/** Where a MongoDB is, as {@code mongodb://[user:password@]host[:port]/[database][?options]}. */
public final class MongoAddress {
  private static final int PATIENCE_SECONDS = 10;

  private final ConnectionString address;

  private MongoAddress(ConnectionString address) {
    this.address = address;
  }

  /** @throws IllegalArgumentException if the text is no such address */
  public static MongoAddress parse(String text) {
    return new MongoAddress(new ConnectionString(text));
  }

  /** The database that the address names, else {@link RoheCollections#DATABASE}. */
  public String database() {
    var named = address.getDatabase();
    return named == null ? RoheCollections.DATABASE : named;
  }

  /**
   * A client; it connects when it is used. Unless the address says otherwise, a write counts once it is in the journals
   * of a majority.
   */
  public MongoClient open() {
    var settings = MongoClientSettings.builder()
        .writeConcern(WriteConcern.MAJORITY.withJournal(true))
        .applyToClusterSettings(
            cluster -> cluster.serverSelectionTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .applyToSocketSettings(socket -> socket
            .connectTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .readTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .applicationName("millrace")
        .applyConnectionString(address)
        .build();
    return MongoClients.create(settings);
  }

  /** Without user and password. */
  @Override
  public String toString() {
    return "mongodb://%s/%s".formatted(String.join(",", address.getHosts()), database());
  }
}
