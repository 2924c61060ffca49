package io.millrace.connectors.mongodb;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * A store in this JVM that speaks MongoDB's protocol, on this machine only, and keeps its documents in one file. It is
 * for one machine and for trying: it has no transactions, no access control, and its indexes do not speed up queries.
 */
public final class EmbeddedMongo implements AutoCloseable {
  private static final String FILE = "documents.mv";
  private static final int CACHE_MEBIBYTES = 64;
  // Nothing else gives space back that replaced documents took.
  private static final int SAVES_A_COMPACTION = 200;
  private static final int FILL_PERCENT = 50;
  private static final int COMPACTED_BYTES = 8 << 20;

  private final MVStore store;
  private final H2Backend backend;
  private final MongoServer server;
  private final Path folder;
  private final int port;
  private long saves;

  private EmbeddedMongo(MVStore store, Path folder, int port) {
    this.store = store;
    this.folder = folder;
    this.backend = new H2Backend(store);
    this.server = new MongoServer(backend);
    this.port = bind(port);
  }

  /**
   * Starts it.
   *
   * @param folder keeps the documents; made if it is not there
   * @param port to listen on; 0 takes a free one
   * @throws IllegalStateException if the folder or the port is in use
   */
  public static EmbeddedMongo start(Path folder, int port) {
    try {
      Files.createDirectories(folder);
      var store = new MVStore.Builder()
          .fileName(folder.resolve(FILE).toString())
          .compress()
          .cacheSize(CACHE_MEBIBYTES)
          // By itself it would save in the middle of an insertion: after a kill the document is
          // there
          // then, and not in its index.
          .autoCommitDisabled()
          .autoCommitBufferSize(0)
          .open();
      return new EmbeddedMongo(store, folder, port);
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for documents: " + folder, e);
    } catch (MVStoreException e) {
      throw new IllegalStateException(
          "the documents in %s cannot be opened: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private int bind(int wanted) {
    try {
      server.bind("127.0.0.1", wanted);
      return server.getLocalAddress().getPort();
    } catch (RuntimeException e) {
      server.shutdownNow();
      throw new IllegalStateException(
          "port %d for documents: %s".formatted(wanted, e.getMessage()), e);
    }
  }

  /** Saves what has been written so far; a kill before that loses it. No write may be under way. */
  public synchronized void save() {
    backend.commit();
    saves++;
    if (saves % SAVES_A_COMPACTION == 0) {
      store.compact(FILL_PERCENT, COMPACTED_BYTES);
    }
  }

  /** Where clients find it. */
  public String address() {
    return "mongodb://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdownNow();
    if (!store.isClosed()) {
      store.close();
    }
  }

  @Override
  public String toString() {
    return "EmbeddedMongo{%s, %s}".formatted(address(), folder);
  }
}
