package io.millrace.inference;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** A record as it leaves the stage: its bytes are made, and known to fit. */
sealed interface Outgoing {
  byte @Nullable [] bytes();

  /** @param partition the one that the caller reads; null for any */
  record Result(byte[] bytes, @Nullable Integer partition) implements Outgoing {}

  /** A request for who answers in the model's place. */
  record Call(byte[] bytes) implements Outgoing {}

  record DeadLetter(byte @Nullable [] bytes) implements Outgoing {}

  static Serde<Outgoing> serde() {
    return Serdes.serdeFrom((topic, outgoing) -> outgoing.bytes(), (topic, bytes) -> {
      throw new UnsupportedOperationException("outgoing records are only written");
    });
  }
}
