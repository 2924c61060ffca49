package io.millrace.connectors.docker;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** Has Testcontainers use the test's own engine, and no other that may be on the machine. */
public final class PrivateEngineStrategy extends DockerClientProviderStrategy {
  private static final AtomicReference<@Nullable URI> ENGINE = new AtomicReference<>();

  static void use(String address) {
    ENGINE.set(URI.create(address));
  }

  @Override
  public TransportConfig getTransportConfig() {
    return TransportConfig.builder().dockerHost(ENGINE.get()).build();
  }

  @Override
  public String getDescription() {
    return "the test's own engine at " + ENGINE.get();
  }

  @Override
  protected boolean isApplicable() {
    return ENGINE.get() != null;
  }

  /** Before all others. */
  @Override
  protected int getPriority() {
    return Integer.MAX_VALUE;
  }

  /** Nothing is written to the user's home. */
  @Override
  protected boolean isPersistable() {
    return false;
  }
}
