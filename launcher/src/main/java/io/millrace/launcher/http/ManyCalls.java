package io.millrace.launcher.http;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model about many rows, one call each and so many of them under way at a time.
 *
 * @param atOnce calls under way at most
 */
public record ManyCalls(Api api, ModelName model, @Nullable ModelVersion version, int atOnce) {

  /** The replies in the order of the requests; a failed call is one of them. */
  public List<Reply> run(List<Supplier<byte[]>> requests, Progress progress)
      throws InterruptedException {
    var free = new Semaphore(atOnce);
    var replies = new AtomicReferenceArray<Reply>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      free.acquire();
      int row = i;
      long start = System.nanoTime();
      api.inferLater(model, version, requests.get(i).get()).whenComplete((body, failure) -> {
        replies.set(row, reply(body, failure, start));
        progress.add(1);
        free.release();
      });
    }
    free.acquire(atOnce);
    return IntStream.range(0, replies.length()).mapToObj(replies::get).toList();
  }

  private static Reply reply(byte @Nullable [] body, @Nullable Throwable failure, long start) {
    if (body != null) {
      return new Reply.Answered(body, Duration.ofNanos(System.nanoTime() - start));
    }
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return new Reply.Failed(cause == null ? "no answer" : String.valueOf(cause.getMessage()));
  }
}
