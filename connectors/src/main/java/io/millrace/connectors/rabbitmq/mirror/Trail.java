package io.millrace.connectors.rabbitmq.mirror;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ways by which records come to a mirror. Most come the same way as the one before, so that is remembered.
 *
 * <p>Used by one thread.
 */
final class Trail {
  private final String place;
  private final String target;
  private @Nullable String last;
  private boolean lastPasses;
  private String longer;
  private byte[] longerBytes;

  /**
   * @param place from which records come
   * @param target to which they go
   */
  Trail(String place, String target) {
    this.place = place;
    this.target = target;
    this.longer = place;
    this.longerBytes = place.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a record that has come this way has been at the target. */
  boolean passes(@Nullable String way) {
    look(way);
    return lastPasses;
  }

  /** The way, and the place from which the record comes now. */
  String longer(@Nullable String way) {
    look(way);
    return longer;
  }

  /** The same in UTF-8; not to be changed. */
  byte[] longerBytes(@Nullable String way) {
    look(way);
    return longerBytes;
  }

  private void look(@Nullable String way) {
    if (Objects.equals(way, last)) {
      return;
    }
    last = way;
    lastPasses = way != null && Arrays.asList(way.split(",")).contains(target);
    longer = way == null || way.isEmpty() ? place : way + "," + place;
    longerBytes = longer.getBytes(StandardCharsets.UTF_8);
  }
}
