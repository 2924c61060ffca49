package io.millrace.model;

/** The two forms in which protocol messages travel; a result takes its request's. */
public enum Encoding {
  JSON("application/json"),
  /** The protocol's gRPC messages with raw tensor contents. */
  PROTOBUF("application/x-protobuf");

  private final String contentType;

  Encoding(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }
}
