package io.millrace.metrics.reports;

import io.millrace.model.ModelFeedback;
import org.jspecify.annotations.Nullable;

/** Which applications have said that the truth of the answers they report will be told. Not for several threads. */
public interface ExpectedFeedback {
  /** No application has. */
  ExpectedFeedback NONE = new ExpectedFeedback() {
    @Override
    public @Nullable ModelFeedback of(String application) {
      return null;
    }

    @Override
    public void refresh() {}
  };

  /** What the application has said; null if nothing. */
  @Nullable
  ModelFeedback of(String application);

  /** Waits until what has been said before is known, for a second at most. */
  void refresh();
}
