package io.millrace.connectors.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Brings images to an engine, beside everything else: an image may take minutes. */
final class ImagePulls {
  private final DockerClient engine;
  private final DockerConfig.Pull policy;
  private final Map<String, CompletableFuture<Void>> underWay = new HashMap<>();

  ImagePulls(DockerClient engine, DockerConfig.Pull policy) {
    this.engine = engine;
    this.policy = policy;
  }

  /**
   * Asks for an image that the engine lacks. It returns if the image came meanwhile.
   *
   * @throws DeployException {@link Kind#PENDING} while it is on its way, {@link Kind#IMAGE_MISSING} once if it is not to
   *     be had; to ask after that is to try anew
   */
  synchronized void bring(String image) throws DeployException {
    if (policy == DockerConfig.Pull.NEVER) {
      throw missing(image, "it is not on the node, and none are pulled");
    }
    var pull = underWay.computeIfAbsent(image, this::start);
    if (!pull.isDone()) {
      throw new DeployException(Kind.PENDING, "image %s is on its way".formatted(image));
    }
    underWay.remove(image);
    try {
      pull.join();
    } catch (CompletionException e) {
      throw missing(image, DockerFailures.reason(e));
    }
  }

  private CompletableFuture<Void> start(String image) {
    var done = new CompletableFuture<Void>();
    // Without a tag the engine would bring all there are.
    var named = image.lastIndexOf(':') > image.lastIndexOf('/') || image.indexOf('@') >= 0
        ? image
        : image + ":latest";
    engine.pullImageCmd(named).exec(new Progress(done));
    return done;
  }

  private static DeployException missing(String image, String reason) {
    return new DeployException(
        Kind.IMAGE_MISSING, "image %s is not to be had: %s".formatted(image, reason));
  }

  private static final class Progress extends ResultCallback.Adapter<PullResponseItem> {
    private final CompletableFuture<Void> done;

    Progress(CompletableFuture<Void> done) {
      this.done = done;
    }

    @Override
    public void onNext(PullResponseItem item) {
      if (item.isErrorIndicated()) {
        var detail = item.getErrorDetail();
        done.completeExceptionally(new IllegalStateException(
            detail == null ? "the pull failed" : String.valueOf(detail.getMessage())));
      }
    }

    @Override
    public void onError(Throwable throwable) {
      // Not passed on: it would be logged as an error of ours, and it is reported by who asks for
      // the image.
      done.completeExceptionally(throwable);
    }

    @Override
    public void onComplete() {
      done.complete(null);
      super.onComplete();
    }
  }
}
