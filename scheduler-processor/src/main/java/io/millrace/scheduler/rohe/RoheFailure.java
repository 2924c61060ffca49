package io.millrace.scheduler.rohe;

/** What ends a cycle of ROHE; the message is ROHE's own. */
final class RoheFailure extends RuntimeException {
  RoheFailure(String message) {
    super(message);
  }
}
