package io.millrace.connectors.mongodb;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in this JVM that speaks MongoDB's protocol, on this machine only, and keeps its documents in one file. It is
 * for one machine and for trying: it has no transactions, no access control, and its indexes do not speed up queries.
 *
 * <p>When a save fails, as on a full disk, the file is closed and with it all that was not saved is gone. It is opened
 * again before the next batch.
 */
public final class EmbeddedMongo implements Upkeep, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMongo.class);
  private static final String FILE = "documents.mv";
  private static final int CACHE_MEBIBYTES = 64;
  // Nothing else gives space back that replaced documents took.
  private static final int SAVES_A_COMPACTION = 200;
  private static final int FILL_PERCENT = 50;
  private static final int COMPACTED_BYTES = 8 << 20;

  private final Path folder;
  private final int port;
  // None from a failure on, until the file is open again.
  private @Nullable Serving serving;
  private boolean closed;
  private long saves;

  private EmbeddedMongo(Path folder, Serving serving) {
    this.folder = folder;
    this.serving = serving;
    this.port = serving.server().getLocalAddress().getPort();
  }

  /** An open file and who serves it. */
  private record Serving(MVStore store, H2Backend backend, MongoServer server) {
    static Serving start(Path folder, int port) {
      var store = open(folder);
      var backend = new H2Backend(store);
      var server = new MongoServer(backend);
      try {
        server.bind("127.0.0.1", port);
        return new Serving(store, backend, server);
      } catch (RuntimeException e) {
        // The server has stopped itself; to stop one again can wait for ever.
        store.closeImmediately();
        throw new IllegalStateException(
            "port %d for documents: %s".formatted(port, e.getMessage()), e);
      }
    }

    boolean isOpen() {
      return !store.isClosed();
    }

    void stop() {
      server.shutdownNow();
      if (isOpen()) {
        store.close();
      }
    }

    private static MVStore open(Path folder) {
      try {
        return new MVStore.Builder()
            .fileName(folder.resolve(FILE).toString())
            .compress()
            .cacheSize(CACHE_MEBIBYTES)
            // By itself it would save in the middle of an insertion: after a kill the document is
            // there then, and not in its index.
            .autoCommitDisabled()
            .autoCommitBufferSize(0)
            .open();
      } catch (MVStoreException e) {
        throw new IllegalStateException(
            "the documents in %s cannot be opened: %s".formatted(folder, e.getMessage()), e);
      }
    }
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
      return new EmbeddedMongo(folder, Serving.start(folder, port));
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for documents: " + folder, e);
    }
  }

  /** Opens the file again that a failure has closed, and serves it on the same port. */
  @Override
  public synchronized void ready() {
    if (closed || (serving != null && serving.isOpen())) {
      return;
    }
    // Who asks until then is told that nobody is there.
    stop();
    serving = Serving.start(folder, port);
    LOG.info("the documents in {} are open again", folder);
  }

  /** Saves what has been written so far; a kill before that loses it. No write may be under way. */
  @Override
  public synchronized void save() {
    // A closed store takes a save for done.
    var open = requireOpen();
    try {
      open.backend().commit();
      saves++;
      if (saves % SAVES_A_COMPACTION == 0) {
        open.store().compact(FILL_PERCENT, COMPACTED_BYTES);
      }
    } catch (MVStoreException e) {
      var why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new IllegalStateException("%s: %s".formatted(notSaved(), why), e);
    }
    requireOpen();
  }

  private Serving requireOpen() {
    if (serving == null || !serving.isOpen()) {
      throw new IllegalStateException(notSaved() + ", a failure has closed them");
    }
    return serving;
  }

  private String notSaved() {
    return "the documents in %s were not saved".formatted(folder);
  }

  /** Does what a failure does that the store does not survive. */
  synchronized void breakStore() {
    requireOpen().store().closeImmediately();
  }

  /** Where clients find it. */
  public String address() {
    return "mongodb://127.0.0.1:" + port;
  }

  @Override
  public synchronized void close() {
    closed = true;
    stop();
  }

  private void stop() {
    var stopped = serving;
    // To stop a server a second time can wait for ever, also where its file could not be closed.
    serving = null;
    if (stopped != null) {
      stopped.stop();
    }
  }

  @Override
  public String toString() {
    return "EmbeddedMongo{%s, %s}".formatted(address(), folder);
  }
}
