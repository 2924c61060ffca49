package io.millrace.model;

/** Why a request has no answer. The names travel in failures; they are public API. */
public enum FailureCode {
  /** The record cannot be read as a request. */
  MALFORMED,
  /** A tensor's name, datatype, shape or element count is not what the model takes. */
  INVALID_INPUT,
  /** No model of that name, or no such version of it. */
  UNKNOWN_MODEL,
  /** The request or its result is larger than its topic takes. */
  TOO_LARGE,
  /** The deadline passed before the model ran; it was not run. */
  EXPIRED,
  /** A part of the protocol that is not served. */
  UNSUPPORTED,
  /** The model itself failed. */
  MODEL_ERROR,
  /** The model could not be loaded, or the log could not be reached. */
  UNAVAILABLE
}
