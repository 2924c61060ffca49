package io.millrace.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prediction request.
 *
 * @param version null asks for the newest version
 * @param outputs the outputs wanted; empty asks for all
 * @param parameters the protocol's request parameters: strings, numbers and booleans
 */
public record InferenceRequest(
    RequestId id,
    ModelName model,
    @Nullable ModelVersion version,
    List<Tensor> inputs,
    List<String> outputs,
    Map<String, Object> parameters,
    Delivery delivery) {}
