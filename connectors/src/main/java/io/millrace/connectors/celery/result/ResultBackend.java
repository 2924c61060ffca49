package io.millrace.connectors.celery.result;

import io.millrace.connectors.celery.message.Signature;
import java.util.function.Consumer;

/** Where clients look for results. */
public interface ResultBackend extends AutoCloseable {
  /**
   * Tells a client; never waits.
   *
   * @param done called once it is stored, or it is known that nobody takes it
   */
  void tell(Told told, Runnable done);

  /**
   * One member of a chord has ended.
   *
   * @param body what follows once all have
   * @param next called with the body and its argument when this was the last, or its failure
   * @param done called once it is stored
   */
  void chordPart(Told told, Signature body, Consumer<ChordEnd> next, Runnable done);

  /** How a chord's header has ended: the members' results, or the failure of one. */
  sealed interface ChordEnd {
    /** All have ended well. */
    record Complete(java.util.List<Object> results) implements ChordEnd {}

    /** One has not. */
    record Failed(Outcome outcome) implements ChordEnd {}
  }

  @Override
  void close();
}
