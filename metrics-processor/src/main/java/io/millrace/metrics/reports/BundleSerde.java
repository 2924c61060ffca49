package io.millrace.metrics.reports;

import io.millrace.metrics.reports.Reported.Bundle;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Bundles as they are; {@link Unbundling} takes them apart. */
final class BundleSerde implements Serde<Bundle> {
  // A bundle that has arrived goes nowhere else.
  private static final int HERE = -1;

  @Override
  public Serializer<Bundle> serializer() {
    return (topic, bundle) -> bundle == null ? null : bundle.bytes();
  }

  @Override
  public Deserializer<Bundle> deserializer() {
    return (topic, bytes) -> bytes == null ? null : new Bundle(HERE, bytes);
  }
}
