package io.millrace.ingress;

import java.time.Duration;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Clients of a server that a test started. */
final class TestClients {
  private TestClients() {}

  /**
   * One that waits for an answer for a minute: the first call of a cold process on a busy machine takes seconds. It is
   * the JDK's client: that of Reactor, whose connections and threads the whole process shares, now and then never
   * hears the answer to the second of two DELETEs.
   */
  static WebTestClient.Builder of(SpringServer server) {
    return WebTestClient.bindToServer(new JdkClientHttpConnector())
        .baseUrl("http://127.0.0.1:" + server.port())
        .responseTimeout(Duration.ofMinutes(1));
  }
}
