package io.millrace.ingress.placement.rohe;

import io.millrace.topology.serde.contract.Fields;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ROHE counts cores and accelerators in hundredths, of which a thousandth is a tenth; it has fractions. */
final class RoheUnits {
  private static final int TENTHS = 10;

  private RoheUnits() {}

  /** Whole units; what is demanded is rounded up. Absent: 0. */
  static long whole(@Nullable Fields fields, String name) {
    var value = fields == null ? null : fields.number(name);
    return value == null ? 0 : up(value, 1);
  }

  /** Thousandths of hundredths. */
  static long thousandths(@Nullable Fields fields, String name) {
    var value = fields == null ? null : fields.number(name);
    return value == null ? 0 : up(value, TENTHS);
  }

  /** Thousandths of each of an array of hundredths. */
  static List<Long> each(Fields fields, @Nullable String name) {
    var all = new ArrayList<Long>();
    if (name == null) {
      return all;
    }
    var values = fields.get(name);
    if (values != null && !values.isArray()) {
      fields.mistake(name, "an array of numbers is wanted, not " + values);
    } else if (values != null) {
      values.forEach(value -> {
        var number = Fields.number(value);
        if (number == null) {
          fields.mistake(name, "a number is wanted, not " + value);
        } else {
          all.add(up(number, TENTHS));
        }
      });
    }
    return all;
  }

  private static long up(double value, int times) {
    return BigDecimal.valueOf(value)
        .multiply(BigDecimal.valueOf(times))
        .setScale(0, RoundingMode.CEILING)
        .longValue();
  }

  /** Thousandths as ROHE counts them. */
  static Number hundredths(long thousandths) {
    return thousandths % TENTHS == 0
        ? (Number) (thousandths / TENTHS)
        : (Number) (thousandths / (double) TENTHS);
  }

  /** The first of these names that is there; null: none is. */
  static @Nullable String named(Fields fields, String... names) {
    for (var name : names) {
      if (fields.has(name)) {
        return name;
      }
    }
    return null;
  }
}
