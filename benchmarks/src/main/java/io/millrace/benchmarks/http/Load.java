package io.millrace.benchmarks.http;

/** How calls are made: {@link Closed} asks again as soon as it is answered, {@link Open} at fixed times. */
sealed interface Load {
  /** Connections that are kept open; in an open loop only as many are used as are needed. */
  int connections();

  /**
   * Each connection has one call under way all the time.
   */
  record Closed(int connections) implements Load {
    @Override
    public String toString() {
      return "at " + connections;
    }
  }

  /**
   * Calls start at fixed times, whether or not earlier ones are answered. Latency counts from the time at which a call
   * should have started, so a stall of the server is seen by all the calls that it held up.
   */
  record Open(int perSecond) implements Load {
    private static final int MOST_CONNECTIONS = 128;

    @Override
    public int connections() {
      return MOST_CONNECTIONS;
    }

    @Override
    public String toString() {
      return "open loop";
    }
  }
}
