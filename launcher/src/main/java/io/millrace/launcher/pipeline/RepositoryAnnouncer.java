package io.millrace.launcher.pipeline;

import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the versions that lie in the repository and that the registry does not know yet. */
final class RepositoryAnnouncer {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryAnnouncer.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ModelRepository repository;
  private final ModelCatalog catalog;
  private final ModelPublisher publisher;

  RepositoryAnnouncer(ModelRepository repository, ModelCatalog catalog, ModelPublisher publisher) {
    this.repository = repository;
    this.catalog = catalog;
    this.publisher = publisher;
  }

  /** Returns when every version found can be asked, or has been refused with a log line that says why. */
  void announce() throws InterruptedException {
    for (var entry : repository.list()) {
      var known = catalog.find(entry.model());
      if (known == null || known.version(entry.version()) == null) {
        announce(entry);
      }
    }
  }

  private void announce(ModelRepository.Entry entry) throws InterruptedException {
    try {
      var version = repository.describe(entry.model(), entry.version());
      var outcome = publisher.publish(entry.model(), version, TIMEOUT).get().lastCommand();
      if (outcome.rejection() != null) {
        LOG.error("{}", outcome.rejection());
      }
    } catch (ModelRefusedException e) {
      // One file that is no model must not keep the others from being served.
      LOG.error(
          "model {} version {} is not served: {}", entry.model(), entry.version(), e.reason());
    } catch (ExecutionException | UncheckedIOException e) {
      LOG.error("model {} version {} could not be registered", entry.model(), entry.version(), e);
    }
  }
}
