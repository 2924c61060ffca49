package io.millrace.connectors.mongodb;

/** What a store needs that does not look after itself. Both may wait; no write is under way meanwhile. */
public interface Upkeep {
  /** For a store that does. */
  Upkeep NONE = new Upkeep() {
    @Override
    public void ready() {}

    @Override
    public void save() {}
  };

  /**
   * Called before each batch.
   *
   * @throws IllegalStateException if the store takes nothing now
   */
  void ready();

  /**
   * Called after each batch, and before it counts as written: all of it is kept then.
   *
   * @throws RuntimeException if not all of it is kept: the batch must be written again
   */
  void save();
}
