package io.millrace.ingress.feed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.OffsetSpec;

/** Readings of what a test publishes. */
final class FakeReadings implements ResultFeed.Readings {
  private final List<Consumer<ResultEvent>> running = new CopyOnWriteArrayList<>();

  @Override
  public ResultFeed.Reading start(OffsetSpec from, Consumer<ResultEvent> to) {
    running.add(to);
    return () -> running.remove(to);
  }

  int count() {
    return running.size();
  }

  void publish(ResultEvent event) {
    running.forEach(to -> to.accept(event));
  }
}
