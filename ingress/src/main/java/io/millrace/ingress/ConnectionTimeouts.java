package io.millrace.ingress;

import java.time.Duration;

/**
 * How long a client may keep a connection without making use of it.
 *
 * @param stalledBody how long a request's body may stop arriving while the server waits for more of it
 * @param idle how long a connection may stay open with no request under way: before the first, between two, and with one
 *     whose head has come in part only
 */
record ConnectionTimeouts(Duration stalledBody, Duration idle) {
  // Idle is longer than the common proxies and client pools keep their connections, so that they
  // are who closes: a request sent while the server closes would be lost.
  static final ConnectionTimeouts DEFAULTS =
      new ConnectionTimeouts(Duration.ofSeconds(30), Duration.ofMinutes(2));

  ConnectionTimeouts {
    if (stalledBody.toNanos() < 1 || idle.toNanos() < 1) {
      throw new IllegalArgumentException(
          "stalledBody, idle: %s, %s: each must be above 0".formatted(stalledBody, idle));
    }
  }

  /** The shorter of the two. */
  Duration shorter() {
    return stalledBody.compareTo(idle) < 0 ? stalledBody : idle;
  }
}
