package io.millrace.connectors.celery.worker;

/** How a call that Millrace itself has made is known when it comes back. */
public final class Hops {
  /** On every call that Millrace makes for a request of its own. */
  public static final String HEADER = "x-millrace-request";

  private Hops() {}
}
