package io.millrace.model.application;

import org.jspecify.annotations.Nullable;

/**
 * The observation of an application.
 *
 * @param stream how it is observed; null: with the windows that all have
 */
public record Agent(State state, @Nullable StreamConfig stream) {
  /** Whether it is at work. */
  public enum State {
    STARTED,
    /** Nothing of the application is put into windows. */
    STOPPED
  }
}
