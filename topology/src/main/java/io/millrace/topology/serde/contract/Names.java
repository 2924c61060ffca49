package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Condition.Operator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How choices are called in JSON. */
final class Names {
  /** The operators by QoA4ML's names, and by ROHE's symbols. */
  static final Map<String, Operator> OPERATORS = operators();

  private Names() {}

  static String of(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> Map<String, E> of(Class<E> choices) {
    var names = new LinkedHashMap<String, E>();
    for (var choice : choices.getEnumConstants()) {
      names.put(of(choice), choice);
    }
    return names;
  }

  private static Map<String, Operator> operators() {
    var names = new LinkedHashMap<>(of(Operator.class));
    for (var operator : Operator.values()) {
      names.put(operator.symbol(), operator);
    }
    return names;
  }
}
