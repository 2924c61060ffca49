package io.millrace.model;

/**
 * Where a request's time went, in microseconds.
 *
 * @param queuedMicros from the record's timestamp until the stage saw it
 * @param batchedMicros from then until its batch ran
 * @param computedMicros what the model took for the whole batch
 * @param batchRows rows of the batch that it ran in
 */
public record Timings(long queuedMicros, long batchedMicros, long computedMicros, int batchRows) {}
