package io.millrace.model.application;

import java.util.Objects;

/**
 * That clients of one run and user report for an application.
 *
 * @param id given at the first registration
 * @param clients how many times it was registered
 */
public record Registration(String id, String run, String user, long clients) {
  public Registration {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(user, "user");
    if (clients < 1) {
      throw new IllegalArgumentException("client_count: %d is below 1".formatted(clients));
    }
  }

  /** The same with one more client. */
  public Registration again() {
    return new Registration(id, run, user, clients + 1);
  }
}
