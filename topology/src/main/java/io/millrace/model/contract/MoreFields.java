package io.millrace.model.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fields that this version does not know. */
final class MoreFields {
  private MoreFields() {}

  // Not Map.copyOf: their order must stay, and a value may be null.
  static Map<String, Object> copy(Map<String, Object> more) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }
}
