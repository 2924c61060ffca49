package io.millrace.inference;

import io.millrace.model.InferenceResult;
import org.jspecify.annotations.Nullable;

/**
 * What the look-ahead made of one record: either a job in a chunk, or a failure that is known already.
 *
 * @param deadLetter why the record goes to the dead letters; null where it could be read
 */
record Slot(
    long offset,
    @Nullable Job job,
    @Nullable Chunk chunk,
    @Nullable InferenceResult failure,
    @Nullable String deadLetter) {}
