package io.millrace.launcher.kafka;

/**
 * The addresses of one run, as {@code host:port}.
 *
 * @param local for clients in this process and for the broker itself
 * @param outsideBind where it listens for other machines
 * @param outside what it tells other machines; the same as {@code local} where there are none
 * @param controller never advertised, and another one at each start
 */
record Endpoints(String local, String outsideBind, String outside, String controller) {
  /** Takes free ports wherever none is asked for. */
  static Endpoints of(Listen resolved) {
    var controller = at(Listen.LOOPBACK, Listen.freePort());
    if (resolved.loopbackOnly()) {
      var only = at(resolved.bind(), resolved.port());
      return new Endpoints(only, only, only, controller);
    }
    var local = at(Listen.LOOPBACK, Listen.freePort());
    var outside = at(resolved.advertisedHost(), resolved.port());
    return new Endpoints(local, at(resolved.bind(), resolved.port()), outside, controller);
  }

  private static String at(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
