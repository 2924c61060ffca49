package io.millrace.launcher.play;

import io.millrace.launcher.play.Mapping.Played;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Plays rows in their order: what a row says is sent when its turn is, many in one request where many are due. */
public final class Player {
  private final Mapping mapping;
  private final Pace pace;
  private final Sending sending;
  private final LongConsumer progress;
  private final @Nullable String ownTimeOf;
  private long rows;
  private long empty;
  private long behind;
  private Duration farthestBehind = Duration.ZERO;
  private @Nullable Instant latest;

  /**
   * @param ownTimeOf the application whose windows go by the time of what is played; null: by the log's time, for which
   *     what was recorded long ago is late
   * @param progress is told of rows that are done
   */
  public Player(
      Mapping mapping,
      Pace pace,
      Sending sending,
      @Nullable String ownTimeOf,
      LongConsumer progress) {
    this.mapping = mapping;
    this.pace = pace;
    this.sending = sending;
    this.ownTimeOf = ownTimeOf;
    this.progress = progress;
  }

  /**
   * Plays all rows.
   *
   * @throws io.millrace.launcher.http.ApiException if the server is gone; what was played before stays
   */
  public Outcome play(Iterator<Row> all) throws InterruptedException {
    if (ownTimeOf != null) {
      sending.beginTime(ownTimeOf);
    }
    while (all.hasNext()) {
      play(all.next());
    }
    sending.flush();
    if (ownTimeOf != null) {
      sending.endTime(ownTimeOf);
    }
    return new Outcome(
        rows,
        sending.reports(),
        sending.feedback(),
        sending.refused(),
        empty,
        sending.reasons(),
        sending.sentAgain(),
        behind,
        farthestBehind);
  }

  private void play(Row row) throws InterruptedException {
    long index = rows++;
    progress.accept(1);
    Played played;
    try {
      played = mapping.read(row, index, InstantSource.system());
    } catch (PlayException e) {
      sending.refuse(row, String.valueOf(e.getMessage()));
      return;
    }
    if (played.report() == null && played.feedback() == null) {
      empty++;
      return;
    }
    note(played.time());
    await(played.time());
    sending.add(row, played);
  }

  private void note(Instant time) {
    if (latest == null || time.isAfter(latest)) {
      latest = time;
    } else if (time.isBefore(latest)) {
      behind++;
      var by = Duration.between(time, latest);
      farthestBehind = by.compareTo(farthestBehind) > 0 ? by : farthestBehind;
    }
  }

  private void await(Instant time) throws InterruptedException {
    long millis = pace.until(time).toMillis();
    if (millis > 0) {
      sending.flush();
      if (ownTimeOf != null && latest != null) {
        sending.tellTime(ownTimeOf, latest);
      }
      TimeUnit.MILLISECONDS.sleep(pace.until(time).toMillis());
    }
  }
}
