package io.millrace.ingress.windows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

class WindowFeedTest {
  private static final Pattern ID = Pattern.compile("(?m)^id: (.*)$");

  private final List<Subscriber> resumed = new CopyOnWriteArrayList<>();
  private final WindowFeed feed = new WindowFeed((subscriber, to) -> resumed.add(subscriber));

  @AfterEach
  void close() {
    feed.close();
  }

  /** Takes as many events as it has asked for. */
  private static final class Reader extends BaseSubscriber<byte[]> {
    final List<String> events = new CopyOnWriteArrayList<>();
    volatile boolean ended;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // asks for nothing by itself
    }

    @Override
    protected void hookOnNext(byte[] value) {
      events.add(new String(value, UTF_8));
    }

    @Override
    protected void hookOnComplete() {
      ended = true;
    }

    List<String> windows() {
      return events.stream().filter(event -> event.contains("event: window")).toList();
    }

    Map<Integer, Long> lastId() {
      return Positions.parse(id(events.get(events.size() - 1)));
    }
  }

  private static void awaitThat(Callable<Boolean> condition) {
    await().atMost(60, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS).until(condition);
  }

  private static String id(String event) {
    var match = ID.matcher(event);
    assertThat(match.find()).as(event).isTrue();
    return match.group(1);
  }

  private Reader read(@Nullable Map<Integer, Long> since, long events) {
    return read(feed, since, events);
  }

  private static Reader read(WindowFeed feed, @Nullable Map<Integer, Long> since, long events) {
    var reader = new Reader();
    feed.listen(event -> event.series().application().equals("a"), since).subscribe(reader);
    reader.request(events);
    return reader;
  }

  private static WindowEvent event(int partition, long offset, String application) {
    return WindowEvent.of(
        partition, offset, Results.of(application, "s", "i", (int) offset, (double) offset));
  }

  private static String json(WindowEvent event) {
    return new String(event.json(), UTF_8);
  }

  @Test
  void listeners_getWhatIsTheirs_withAnIdOfAllPartitions() {
    feed.begin(new long[] {5, 0});
    feed.publish(event(0, 5, "a"));
    var reader = read(null, Long.MAX_VALUE);
    feed.publish(event(1, 0, "b"));
    feed.publish(event(1, 1, "a"));
    awaitThat(() -> reader.events.size() == 2);
    assertThat(reader.events.get(0)).isEqualTo("id: 0:6,1:0\n: from now on\n\n");
    assertThat(reader.events.get(1))
        .isEqualTo("id: 0:6,1:2\nevent: window\ndata: " + json(event(1, 1, "a")) + "\n\n");
  }

  /** Whatever was read before the connection broke, and whatever came meanwhile: nothing is lost, nothing comes twice. */
  @Test
  void whoComesBackWithAnId_getsEachEventOnce() {
    var random = new Random(7);
    for (int round = 0; round < 50; round++) {
      feed.begin(new long[3]);
      var first = read(null, Long.MAX_VALUE);
      var published = new ArrayList<String>();
      var offsets = new long[3];
      int before = random.nextInt(40);
      for (int i = 0; i < before; i++) {
        publishNext(random, offsets, published);
      }
      awaitThat(() -> first.windows().size() == published.size());
      var id = first.lastId();
      first.cancel();
      for (int i = random.nextInt(100); i > 0; i--) {
        publishNext(random, offsets, published);
      }
      var second = read(id, Long.MAX_VALUE);
      publishNext(random, offsets, published);
      awaitThat(() -> first.windows().size() + second.windows().size() >= published.size());
      var seen = new ArrayList<>(first.windows());
      seen.addAll(second.windows());
      assertThat(seen.stream()
              .map(event -> event.substring(event.indexOf("data: ") + 6).strip()))
          .containsExactlyElementsOf(published);
      second.cancel();
    }
    assertThat(resumed).isEmpty();
  }

  private void publishNext(Random random, long[] offsets, List<String> published) {
    int partition = random.nextInt(offsets.length);
    var application = random.nextInt(4) == 0 ? "b" : "a";
    // Offsets have holes, where transactions end.
    offsets[partition] += random.nextInt(2);
    var event = event(partition, offsets[partition]++, application);
    feed.publish(event);
    if (application.equals("a")) {
      published.add(json(event));
    }
  }

  @Test
  void slowReader_getsTheRestFromTheLog_andHoldsNobody() {
    feed.begin(new long[1]);
    var slow = read(null, 10);
    var quick = read(null, Long.MAX_VALUE);
    int many = WindowFeed.BUFFER * 2;
    publish(many, quick);
    assertThat(slow.events).hasSize(10);
    assertThat(resumed).hasSize(1);
    slow.request(Long.MAX_VALUE);
    var subscriber = resumed.get(0);
    for (long offset = subscriber.positions().next(0); !feed.join(subscriber); offset++) {
      subscriber.put(event(0, offset, "a"));
    }
    feed.publish(event(0, many, "a"));
    awaitThat(() -> quick.windows().size() == many + 1 && slow.windows().size() == many + 1);
    assertThat(slow.windows()).isEqualTo(quick.windows());
  }

  /** As many as its reader is seen to take. */
  private void publish(int events, Reader quick) {
    for (int i = 0; i < events; i++) {
      int sent = i;
      feed.publish(event(0, i, "a"));
      if (i % 256 == 0) {
        awaitThat(() -> quick.windows().size() > sent - 10);
      }
    }
    awaitThat(() -> quick.windows().size() == events);
  }

  @Test
  void slowReader_isToldAndLeftBehind_whereTooManyAreSlow() {
    var done = new CountDownLatch(1);
    try (var busy = new WindowFeed((subscriber, to) -> awaitThat(() -> done.getCount() == 0))) {
      busy.begin(new long[1]);
      var readers = new ArrayList<Reader>();
      for (int i = 0; i <= WindowFeed.MOST_RESUMING; i++) {
        readers.add(read(busy, null, 10));
      }
      for (int i = 0; i < WindowFeed.BUFFER; i++) {
        busy.publish(event(0, i, "a"));
      }
      readers.forEach(reader -> reader.request(Long.MAX_VALUE));
      var last = readers.get(WindowFeed.MOST_RESUMING);
      awaitThat(() -> last.ended);
      var told = last.events.get(last.events.size() - 1);
      assertThat(told).contains("event: dropped", "too slow", "8 others catch up");
      // The id with it is that of the last window that it got: it can go on from there.
      assertThat(id(told)).isEqualTo(id(last.windows().get(last.windows().size() - 1)));
      assertThat(readers.get(0).ended).isFalse();
      done.countDown();
    }
  }

  @Test
  void whatIsNotInMemoryAnyMore_isReadFromTheLog_andThenTheReaderJoins() {
    feed.begin(new long[1]);
    for (int i = 0; i < WindowFeed.BUFFER; i++) {
      feed.publish(event(0, i, "a"));
    }
    var reader = read(Map.of(0, 3L), Long.MAX_VALUE);
    awaitThat(() -> resumed.size() == 1);
    var subscriber = resumed.get(0);
    assertThat(feed.join(subscriber)).isFalse();
    for (long offset = 3; !feed.join(subscriber); offset++) {
      subscriber.put(event(0, offset, "a"));
    }
    feed.publish(event(0, WindowFeed.BUFFER, "a"));
    awaitThat(() -> reader.windows().size() == WindowFeed.BUFFER + 1 - 3);
    assertThat(reader.windows()).doesNotHaveDuplicates();
  }

  @Test
  void whoIsAheadOfTheReading_asksTheLog_andGetsNothingTwice() {
    feed.begin(new long[1]);
    feed.publish(event(0, 0, "a"));
    var reader = read(Map.of(0, 2L), Long.MAX_VALUE);
    awaitThat(() -> resumed.size() == 1);
    assertThat(feed.join(resumed.get(0))).isTrue();
    feed.publish(event(0, 1, "a"));
    feed.publish(event(0, 2, "a"));
    awaitThat(() -> reader.windows().size() == 1);
    assertThat(reader.windows().get(0)).contains(json(event(0, 2, "a")));
  }

  @Test
  void beforeTheFirstReading_nobodyCanListen() {
    var failed = new CopyOnWriteArrayList<Throwable>();
    feed.listen(event -> true, null).subscribe(bytes -> {}, failed::add);
    awaitThat(() -> failed.size() == 1);
    assertThat(failed.get(0)).hasMessageContaining("not read yet");
  }
}
