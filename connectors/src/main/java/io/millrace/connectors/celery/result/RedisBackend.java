package io.millrace.connectors.celery.result;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.connectors.celery.message.PythonJson;
import io.millrace.connectors.celery.message.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results in Redis: the backend {@code redis://}. Each is set for a day and published under its key; a success is never
 * overwritten. What Redis does not take is tried again until it does.
 */
public final class RedisBackend implements ResultBackend {
  private static final Logger LOG = LoggerFactory.getLogger(RedisBackend.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String META = "celery-task-meta-";
  private static final String GROUP = "celery-taskset-meta-";
  private static final byte[] DAY = utf8("86400");

  /** KEYS: the task. ARGV: seconds, the result, its state. */
  private static final String STORE = """
      local old = redis.call('GET', KEYS[1])
      if old and string.find(old, '"status": ?"SUCCESS"') and ARGV[3] ~= 'SUCCESS' then return 0 end
      redis.call('SETEX', KEYS[1], ARGV[1], ARGV[2])
      redis.call('PUBLISH', KEYS[1], ARGV[2])
      return 1
      """;

  /** KEYS: members, total, size. ARGV: seconds, the member, its place, the size if the client has set none. */
  private static final String PART = """
      if redis.call('TYPE', KEYS[1]).ok == 'list' then
        redis.call('RPUSH', KEYS[1], ARGV[2])
      else
        redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
      end
      redis.call('EXPIRE', KEYS[1], ARGV[1])
      local list = redis.call('TYPE', KEYS[1]).ok == 'list'
      local count = list and redis.call('LLEN', KEYS[1]) or redis.call('ZCARD', KEYS[1])
      local size = tonumber(redis.call('GET', KEYS[3]) or ARGV[4]) + tonumber(redis.call('GET', KEYS[2]) or '0')
      if size < 1 or count < size then return false end
      return list and redis.call('LRANGE', KEYS[1], 0, -1) or redis.call('ZRANGE', KEYS[1], 0, -1)
      """;

  private final RedisURI address;
  private final RedisClient client;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "celery-redis");
        thread.setDaemon(true);
        return thread;
      });
  private @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection;
  private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

  /** @throws IllegalArgumentException if the address is none of Redis */
  public RedisBackend(String address, InstantSource clock) {
    try {
      this.address = RedisURI.create(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the address of Redis is none such as redis://localhost:6379/0", e);
    }
    this.clock = clock;
    this.client = RedisClient.create(this.address);
    client.setOptions(ClientOptions.builder()
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
        .build());
  }

  // Who tells must not wait for Redis: nor for a connection to it.
  private synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection() {
    var now = connection;
    if (now == null || now.isCompletedExceptionally()) {
      now = client.connectAsync(ByteArrayCodec.INSTANCE, address).toCompletableFuture();
      connection = now;
    }
    return now;
  }

  @Override
  public void tell(Told told, Runnable done) {
    if (told.reply().ignored()) {
      done.run();
      return;
    }
    byte[][] keys = {utf8(META + told.taskId())};
    var json = told.json(clock.instant());
    Command<Long> store = to -> to.eval(
        STORE, ScriptOutputType.INTEGER, keys, DAY, json, utf8(told.outcome().state()));
    if (told.outcome().isReady()) {
      untilTaken(store, stored -> done.run());
    } else {
      onTheWay(store, done);
    }
  }

  // Tried again later, it could come after the end.
  private void onTheWay(Command<Long> store, Runnable done) {
    var now = connection();
    if (now.isDone() && !now.isCompletedExceptionally()) {
      store.on(now.join().async()).whenComplete((stored, failure) -> done.run());
    } else {
      done.run();
    }
  }

  @Override
  public void chordPart(Told told, Signature body, Consumer<ChordEnd> next, Runnable done) {
    var group = told.lineage().group();
    if (group == null) {
      done.run();
      return;
    }
    byte[][] keys = {
      utf8(GROUP + group + ".j"), utf8(GROUP + group + ".t"), utf8(GROUP + group + ".s")
    };
    var member =
        Arrays.asList(1, told.taskId(), told.outcome().state(), told.outcome().result());
    var index = told.lineage().groupIndex();
    var size = body.options().get("chord_size") instanceof Number n ? n.toString() : "0";
    this.<@Nullable List<byte[]>>untilTaken(
        to -> to.eval(
            PART,
            ScriptOutputType.MULTI,
            keys,
            DAY,
            PythonJson.write(member),
            utf8(index == null ? "+inf" : index.toString()),
            utf8(size)),
        members -> {
          if (members != null && !members.isEmpty()) {
            next.accept(end(members));
          }
          done.run();
        });
  }

  private static ChordEnd end(List<byte[]> members) {
    var results = new ArrayList<Object>();
    for (var member : members) {
      if (!(PythonJson.read(member) instanceof List<?> parts) || parts.size() < 4) {
        continue;
      }
      if (!"SUCCESS".equals(parts.get(2))) {
        var failure =
            parts.get(3) instanceof Map<?, ?> map ? new Outcome("FAILURE", map, null) : null;
        return new ChordEnd.Failed(Outcome.celeryFailure(
            "ChordError",
            "Dependency %s raised %s"
                .formatted(
                    parts.get(1), failure == null ? parts.get(3) : failure.exceptionRepr())));
      }
      results.add(parts.get(3));
    }
    return new ChordEnd.Complete(results);
  }

  /** Has Redis do something. */
  private interface Command<T> {
    CompletionStage<T> on(RedisAsyncCommands<byte[], byte[]> redis);
  }

  private <T> void untilTaken(Command<T> command, Consumer<T> taken) {
    connection().thenCompose(to -> command.on(to.async())).whenComplete((result, failure) -> {
      if (failure == null) {
        taken.accept(result);
      } else {
        again(command, taken, failure);
      }
    });
  }

  private <T> void again(Command<T> command, Consumer<T> taken, Throwable why) {
    long now = System.nanoTime();
    long due = nextWarning.get();
    // Thousands of results may wait.
    if (now - due >= 0 && nextWarning.compareAndSet(due, now + WARN_NANOS)) {
      LOG.warn("{}, results wait: {}", this, why.toString());
    }
    if (!timer.isShutdown()) {
      timer.schedule(() -> untilTaken(command, taken), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.shutdown(0, 2, TimeUnit.SECONDS);
  }

  @Override
  public String toString() {
    return "redis://%s:%d/%d"
        .formatted(address.getHost(), address.getPort(), address.getDatabase());
  }
}
