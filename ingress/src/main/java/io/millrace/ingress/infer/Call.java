package io.millrace.ingress.infer;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.topology.serde.RequestBody;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An infer call that has passed the door.
 *
 * @param version as resolved at the door, so that running it again gives the same answer
 * @param sequence the caller's {@code sequence_id}: calls of one sequence keep their order; null where there is none
 * @param answerOn where the answer is completed: the event loop of the caller's connection
 */
public record Call(
    ModelName model,
    ModelVersion version,
    RequestBody body,
    @Nullable String sequence,
    Instant expiry,
    @Nullable String traceparent,
    Executor answerOn) {}
