package io.millrace.connectors.celery.message;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values as Python's {@code repr} shows them, for monitors and logs; long ones are cut. */
public final class PythonRepr {
  private static final int LONGEST = 1024;
  private static final double LEAST_PLAIN = 1e-4;
  private static final double MOST_PLAIN = 1e16;

  private PythonRepr() {}

  /** At most about a thousand characters. */
  public static String of(@Nullable Object value) {
    var out = new StringBuilder();
    append(out, value);
    return cut(out);
  }

  /** Arguments as a tuple, which is how Celery shows them. */
  public static String tuple(List<?> values) {
    var out = new StringBuilder("(");
    elements(out, values);
    out.append(values.size() == 1 ? ",)" : ")");
    return cut(out);
  }

  private static String cut(StringBuilder out) {
    return out.length() <= LONGEST ? out.toString() : out.substring(0, LONGEST - 3) + "...";
  }

  private static void append(StringBuilder out, @Nullable Object value) {
    if (out.length() > LONGEST) {
      return;
    }
    if (value == null) {
      out.append("None");
    } else if (value instanceof Boolean truth) {
      out.append(truth ? "True" : "False");
    } else if (value instanceof CharSequence text) {
      quoted(out, text.toString());
    } else if (value instanceof Double || value instanceof Float) {
      out.append(number(((Number) value).doubleValue()));
    } else if (value instanceof List<?> list) {
      out.append('[');
      elements(out, list);
      out.append(']');
    } else if (value instanceof Map<?, ?> map) {
      entries(out, map);
    } else {
      out.append(other(value));
    }
  }

  private static void elements(StringBuilder out, List<?> list) {
    var gap = "";
    for (var one : list) {
      out.append(gap);
      append(out, one);
      gap = ", ";
    }
  }

  private static void entries(StringBuilder out, Map<?, ?> map) {
    var gap = "{";
    for (var entry : map.entrySet()) {
      out.append(gap);
      append(out, entry.getKey());
      out.append(": ");
      append(out, entry.getValue());
      gap = ", ";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void quoted(StringBuilder out, String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.chars().limit(LONGEST).forEach(c -> {
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c == quote) {
            out.append('\\');
          }
          out.append((char) c);
        }
      }
    });
    out.append(quote);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < LEAST_PLAIN || size >= MOST_PLAIN)) {
      return exponent(Double.toString(value));
    }
    var plain = new BigDecimal(Double.toString(value)).toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  // Java writes 1.0E-7, Python 1e-07.
  private static String exponent(String java) {
    int e = java.indexOf('E');
    if (e < 0) {
      return java;
    }
    var mantissa = java.substring(0, e);
    int power = Integer.parseInt(java.substring(e + 1));
    return "%se%s%02d"
        .formatted(
            mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa,
            power < 0 ? "-" : "+",
            Math.abs(power));
  }

  private static String other(Object value) {
    if (value instanceof UUID uuid) {
      return "UUID('%s')".formatted(uuid);
    }
    if (value instanceof BigDecimal decimal) {
      return "Decimal('%s')".formatted(decimal);
    }
    return value instanceof byte[] bytes
        ? "b'... %d bytes'".formatted(bytes.length)
        : value.toString();
  }
}
