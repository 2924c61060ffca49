package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.port.Deployer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Turns what the API server tells of pods into events. */
final class PodWatch implements Watcher<Pod>, Deployer.Watch {
  private final Deployer.Listener listener;
  private final InstantSource clock;
  private volatile @Nullable Watch open;

  PodWatch(Deployer.Listener listener, InstantSource clock) {
    this.listener = listener;
    this.clock = clock;
  }

  void opened(Watch watch) {
    open = watch;
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    var view = PodView.of(pod);
    if (view == null) {
      return;
    }
    view.events().forEach(listener::happened);
    if (action == Action.DELETED) {
      listener.happened(view.event(Kind.DIED, clock.instant(), "its pod was deleted", null));
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    listener.ended(String.valueOf(cause.getMessage()));
  }

  @Override
  public void close() {
    var watch = open;
    if (watch != null) {
      watch.close();
    }
  }
}
