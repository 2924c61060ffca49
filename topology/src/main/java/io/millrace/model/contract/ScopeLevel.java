package io.millrace.model.contract;

/** Of what an objective is judged, each by itself. */
public enum ScopeLevel {
  /** The whole application. */
  APPLICATION,
  /** Each stage. */
  STAGE,
  /** Each instance of each stage. */
  INSTANCE;

  /** The scope of what comes from there. */
  public Scope of(String application, String stage, String instance) {
    return switch (this) {
      case APPLICATION -> Scope.of(application);
      case STAGE -> new Scope(application, stage, null);
      case INSTANCE -> new Scope(application, stage, instance);
    };
  }
}
