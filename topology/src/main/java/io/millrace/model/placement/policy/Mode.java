package io.millrace.model.placement.policy;

/** How decisions are made. */
public enum Mode {
  /** As demanded. */
  EXACT,
  /** As ROHE makes them, mistakes included. */
  ROHE_COMPAT
}
