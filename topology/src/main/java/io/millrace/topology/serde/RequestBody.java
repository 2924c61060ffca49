package io.millrace.topology.serde;

import io.millrace.model.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request's bytes say, before the headers of its record, path or call have had their say.
 *
 * @param version as written; null where the body names none
 * @param outputs the outputs wanted; empty asks for all
 * @param parameters strings, booleans, {@code Long}, {@code Double}, and {@code BigInteger} beyond a long
 */
public record RequestBody(
    @Nullable String id,
    @Nullable String model,
    @Nullable String version,
    List<Tensor> inputs,
    List<String> outputs,
    Map<String, Object> parameters) {}
