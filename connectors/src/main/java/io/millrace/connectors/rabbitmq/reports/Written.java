package io.millrace.connectors.rabbitmq.reports;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What of one application is on the log already, while the broker may not know it: after a lost connection it sends again
 * what it has no acknowledgement of, or moves it to where late messages lie. So much at most can be on its way, and is
 * remembered here.
 *
 * <p>Safe for use by several threads.
 */
final class Written {
  private final int most;
  private final Map<String, Integer> now = new LinkedHashMap<>();
  private final Map<String, Integer> unsure = new LinkedHashMap<>();

  /** @param most that the broker sends before it waits for acknowledgements */
  Written(int most) {
    this.most = most;
  }

  /** What tells a message from others. */
  static String mark(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It is on the log, and will be acknowledged. */
  synchronized void add(String mark) {
    add(now, mark);
  }

  /** The acknowledgements of late may not have arrived. */
  synchronized void connectionLost() {
    now.forEach((mark, count) -> {
      for (int i = 0; i < count; i++) {
        add(unsure, mark);
      }
    });
    now.clear();
  }

  private void add(Map<String, Integer> marks, String mark) {
    marks.merge(mark, 1, Integer::sum);
    if (marks.size() > most) {
      var oldest = marks.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Whether it was written on a connection that is lost; forgets it, once. */
  synchronized boolean remove(String mark) {
    return unsure.computeIfPresent(mark, (same, count) -> count - 1) != null && forget(mark);
  }

  private boolean forget(String mark) {
    unsure.remove(mark, 0);
    return true;
  }
}
