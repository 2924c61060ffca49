package io.millrace.model.contract;

/** The side of quality that an objective is about: the blocks of QoA4ML's contract. */
public enum Category {
  SERVICE,
  DATA,
  ML_SPECIFIC,
  SECURITY,
  PRIVACY,
  FAIRNESS,
  INTERPRETABILITY,
  COST
}
