package io.millrace.launcher.http;

import java.time.Duration;

/** What became of one of many calls. */
public sealed interface Reply {
  /** @param body the protocol's response */
  record Answered(byte[] body, Duration latency) implements Reply {}

  /** @param reason for people */
  record Failed(String reason) implements Reply {}
}
