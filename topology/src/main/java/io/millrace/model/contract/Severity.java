package io.millrace.model.contract;

/** How bad a violation is, the lesser first. */
public enum Severity {
  WARNING,
  CRITICAL
}
