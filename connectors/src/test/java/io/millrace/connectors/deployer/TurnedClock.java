package io.millrace.connectors.deployer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes when it is turned. */
public final class TurnedClock implements InstantSource {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void turn(Duration time) {
    now = now.plus(time);
  }
}
