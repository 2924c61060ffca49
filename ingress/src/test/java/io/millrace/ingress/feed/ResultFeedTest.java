package io.millrace.ingress.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.ingress.feed.Backlog.Outgoing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

class ResultFeedTest {
  private static final int LARGE = 1 << 20;
  private static final int MOST_LARGE = Backlog.MOST_BYTES / LARGE;

  private final FakeReadings readings = new FakeReadings();
  private final ResultFeed feed = new ResultFeed(readings);
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    feed.close();
    for (var thread : threads) {
      thread.interrupt();
      thread.join(10_000);
    }
  }

  /** Takes as many events as it has asked for. */
  private static final class Reader extends BaseSubscriber<Outgoing> {
    final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // asks for nothing by itself
    }

    @Override
    protected void hookOnNext(Outgoing event) {
      events.add(new String(event.bytes(), UTF_8).trim());
      event.taken();
    }
  }

  private static void awaitThat(Callable<Boolean> condition) {
    await().atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS).until(condition);
  }

  /** Reads the comment at the beginning, and no more until it asks. */
  private Reader read(Flux<Outgoing> events) {
    var reader = new Reader();
    events.subscribe(reader);
    reader.request(1);
    awaitThat(() -> reader.events.size() == 1 && readings.count() == 1);
    return reader;
  }

  /** An event that is its name, and blanks up to the size. */
  private static ResultEvent event(String name, int bytes) {
    var content = new byte[bytes];
    Arrays.fill(content, (byte) ' ');
    System.arraycopy(name.getBytes(UTF_8), 0, content, 0, name.length());
    return new ResultEvent("m", content);
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
  }

  private Thread inThread(Runnable work) {
    var thread = new Thread(work, "result-feed-test");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  @Test
  void readerWhoIsBehind_hasAMeasureOfBytesWaiting_andIsToldWhatWasDropped() {
    var reader = read(feed.live(null));
    for (int i = 0; i < 100; i++) {
      readings.publish(event("e" + i, LARGE));
    }
    reader.request(Long.MAX_VALUE);
    awaitThat(() -> reader.events.size() == 1 + MOST_LARGE);
    readings.publish(event("next", LARGE));
    awaitThat(() -> reader.events.size() == 3 + MOST_LARGE);
    assertThat(reader.events.subList(1, 1 + MOST_LARGE)).isEqualTo(names(0, MOST_LARGE));
    assertThat(reader.events.subList(1 + MOST_LARGE, reader.events.size()))
        .containsExactly(": dropped " + (100 - MOST_LARGE), "next");
  }

  @Test
  void smallEvents_areBoundByTheirNumber() {
    var reader = read(feed.live(null));
    for (int i = 0; i < 2 * ResultFeed.BUFFER; i++) {
      readings.publish(event("e" + i, 10));
    }
    reader.request(Long.MAX_VALUE);
    awaitThat(() -> {
      readings.publish(event("next", 10));
      return reader.events.contains("next");
    });
    int dropped = reader.events.indexOf("next") - 1;
    assertThat(reader.events.subList(1, dropped)).isEqualTo(names(0, dropped - 1));
    assertThat(reader.events.get(dropped)).startsWith(": dropped ");
    assertThat(dropped).isBetween(ResultFeed.BUFFER / 2, ResultFeed.BUFFER);
  }

  @Test
  void eventLargerThanTheMeasure_isGivenToAReaderWhoKeepsUp() {
    var reader = read(feed.live(null));
    reader.request(Long.MAX_VALUE);
    for (int i = 0; i < 3; i++) {
      var name = "e" + i;
      readings.publish(event(name, Backlog.MOST_BYTES + 1));
      awaitThat(() -> reader.events.contains(name));
    }
    assertThat(reader.events.subList(1, 4)).isEqualTo(names(0, 3));
  }

  @Test
  void readingFromTheBeginning_waitsForItsReader_andDropsNothing() {
    var reader = read(feed.replay(null));
    var published = new CopyOnWriteArrayList<String>();
    inThread(() -> names(0, 40).forEach(name -> {
      readings.publish(event(name, LARGE));
      published.add(name);
    }));
    awaitThat(() -> published.size() == MOST_LARGE);
    for (int i = 0; i < 40; i++) {
      assertThat(published.size()).isLessThanOrEqualTo(i + MOST_LARGE);
      reader.request(1);
      int taken = i + 2;
      awaitThat(() -> reader.events.size() == taken);
    }
    assertThat(reader.events.subList(1, 41)).isEqualTo(names(0, 40));
  }

  @Test
  void readingFromTheBeginning_endsWithTheFeed_evenIfItsReaderTakesNothing() {
    read(feed.replay(null));
    var thread = inThread(
        () -> names(0, 2 * ResultFeed.BUFFER).forEach(name -> readings.publish(event(name, 10))));
    awaitThat(() -> thread.getState() == Thread.State.TIMED_WAITING);
    feed.close();
    awaitThat(() -> !thread.isAlive());
    assertThat(readings.count()).isZero();
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void stream_thatHasEnded_isGivenNothing() {
    var watcher = new ArrayList<Watcher>();
    var dropped = new CopyOnWriteArrayList<Object>();
    var reader = new Reader();
    Flux.<Outgoing>create(
            sink -> watcher.add(new Watcher(sink, null)), FluxSink.OverflowStrategy.IGNORE)
        .contextWrite(
            context -> context.put("reactor.onNextDropped.local", (Consumer<Object>) dropped::add))
        .subscribe(reader);
    watcher.get(0).complete();
    watcher.get(0).put(event("late", 10));
    watcher.get(0).say("late");
    assertThat(reader.events).isEmpty();
    assertThat(dropped).isEmpty();
  }
}
