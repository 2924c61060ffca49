package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;

/** The client's own API server for tests, with a kubelet that does as if pods ran. */
final class FakeCluster implements AutoCloseable {
  static final String NAMESPACE = "serving";

  private final KubernetesMockServer server = new KubernetesMockServer(
      new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
  final KubernetesClient client;
  final FakeKubelet kubelet;

  FakeCluster() {
    server.init();
    client = open();
    kubelet = new FakeKubelet(client);
  }

  /** Another connection; who opens it closes it. */
  KubernetesClient open() {
    return server.createClient(new JdkHttpClientFactory());
  }

  @Override
  public void close() {
    kubelet.close();
    client.close();
    server.destroy();
  }
}
