package io.millrace.scheduler.serve;

import io.millrace.model.placement.decision.Explanation;
import io.millrace.scheduler.pool.Instance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying to place one instance.
 *
 * @param placed null: there was no room
 * @param victims of lower priorities that had to go for it
 */
record Attempt(@Nullable Instance placed, List<Instance> victims, Explanation explanation) {}
