package io.millrace.connectors.files;

import io.millrace.connectors.projection.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.csv.CSVFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Appends records to files, each as one line of CSV and one of JSON. Lines and the place in the log count together: a
 * crash in between leaves lines that the next start removes, and records that come again are known by their offsets.
 *
 * <p>One process at a time may write to a folder.
 */
public final class FileTarget implements Target {
  private static final Logger LOG = LoggerFactory.getLogger(FileTarget.class);
  private static final CSVFormat CSV =
      CSVFormat.RFC4180.builder().setRecordSeparator("").get();

  private final Path folder;
  private final UnaryOperator<String> topicIds;
  private final FileChannel lock;
  private final Map<String, Topic> topics = new LinkedHashMap<>();
  private Progress progress;
  private boolean clean;

  private record Topic(Lines lines, RollingFile csv, RollingFile json) {
    List<RollingFile> files() {
      return List.of(csv, json);
    }
  }

  /**
   * Opens a folder, which is made if it is not there.
   *
   * @param mostBytes after which a file is followed by the next
   * @param topicIds the id of the topic that now has a name: another id has other records under the same offsets
   * @throws IllegalStateException if another process writes there
   */
  public FileTarget(Path folder, long mostBytes, List<Lines> all, UnaryOperator<String> topicIds) {
    this.folder = folder;
    this.topicIds = topicIds;
    for (var lines : all) {
      var header = CSV.format(lines.columns().toArray());
      topics.put(
          lines.topic(),
          new Topic(
              lines,
              new RollingFile(folder, lines.name(), "csv", mostBytes, header),
              new RollingFile(folder, lines.name(), "jsonl", mostBytes, null)));
    }
    try {
      Files.createDirectories(folder);
      this.lock = locked(folder);
      this.progress = Progress.in(folder);
      if (progress.files().isEmpty()) {
        progress.save(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no results can be kept in " + folder, e);
    }
  }

  private static FileChannel locked(Path folder) throws IOException {
    var channel = FileChannel.open(
        folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // said below
    }
    channel.close();
    throw new IllegalStateException(
        "%s: another process writes its results there".formatted(folder));
  }

  /** The folder's id, which stays the same over restarts. */
  public String id() {
    return progress.id();
  }

  @Override
  public Mono<List<Refusal>> write(List<ConsumerRecord<byte[], byte[]>> batch) {
    return Mono.fromCallable(() -> append(batch)).subscribeOn(Schedulers.boundedElastic());
  }

  private synchronized List<Refusal> append(List<ConsumerRecord<byte[], byte[]>> batch)
      throws IOException {
    if (!clean) {
      backToProgress();
    }
    clean = false;
    var refusals = new ArrayList<Refusal>();
    var next = new HashMap<>(progress.next());
    var ids = new HashMap<>(progress.topics());
    for (var record : batch) {
      var topic = topics.get(record.topic());
      if (topic != null && isNew(record, next, ids)) {
        add(record, topic, refusals);
      }
    }
    var ends = new HashMap<String, RollingFile.Position>();
    for (var topic : topics.values()) {
      for (var file : topic.files()) {
        file.flush();
        ends.put(file.key(), file.position());
      }
    }
    var reached = new Progress(progress.id(), next, ids, ends);
    reached.save(folder);
    progress = reached;
    clean = true;
    return refusals;
  }

  private void backToProgress() throws IOException {
    for (var topic : topics.values()) {
      for (var file : topic.files()) {
        file.backTo(progress.files().getOrDefault(file.key(), RollingFile.Position.START));
      }
    }
  }

  private boolean isNew(
      ConsumerRecord<byte[], byte[]> record, Map<String, Long> next, Map<String, String> ids) {
    var id = topicIds.apply(record.topic());
    var before = ids.put(record.topic(), id);
    if (before != null && !before.equals(id)) {
      LOG.warn("{} is another topic than before; it is written from its beginning", record.topic());
      next.keySet().removeIf(place -> place.startsWith(record.topic() + "/"));
    }
    var place = record.topic() + "/" + record.partition();
    if (record.offset() < next.getOrDefault(place, 0L)) {
      return false;
    }
    next.put(place, record.offset() + 1);
    return true;
  }

  private static void add(
      ConsumerRecord<byte[], byte[]> record, Topic topic, List<Refusal> refusals) {
    Lines.@Nullable Line line;
    try {
      line = topic.lines().reader().read(record);
    } catch (RuntimeException e) {
      // Whatever cannot be made of a record, the others are written.
      refusals.add(new Refusal(
          record, "no line for \"%s\": %s".formatted(topic.lines().name(), e.getMessage())));
      return;
    }
    if (line != null) {
      topic.csv().add(CSV.format(line.cells().toArray()));
      topic.json().add(line.json());
    }
  }

  @Override
  public synchronized void close() {
    try {
      for (var topic : topics.values()) {
        topic.csv().close();
        topic.json().close();
      }
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing " + folder, e);
    }
  }

  @Override
  public String toString() {
    return "FileTarget{%s}".formatted(folder);
  }
}
