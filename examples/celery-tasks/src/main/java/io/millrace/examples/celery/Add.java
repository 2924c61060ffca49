package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** {@code add(a, b)}: the sum of numbers, or two texts or lists put together. */
public final class Add implements CeleryTask {
  @Override
  public String name() {
    return "add";
  }

  @Override
  public Object run(TaskCall call) {
    var given = call.bind("a", "b");
    Object a = given.get("a");
    Object b = given.get("b");
    if (a instanceof String first && b instanceof String second) {
      return first + second;
    }
    if (a instanceof List<?> first && b instanceof List<?> second) {
      var both = new ArrayList<Object>(first);
      both.addAll(second);
      return both;
    }
    if (a instanceof Number first && b instanceof Number second) {
      return sum(first, second);
    }
    throw TaskFailure.typeError("unsupported operand type(s) for +");
  }

  private static Object sum(Number a, Number b) {
    if (isReal(a) || isReal(b)) {
      return a.doubleValue() + b.doubleValue();
    }
    var sum = new BigInteger(a.toString()).add(new BigInteger(b.toString()));
    return sum.bitLength() < Long.SIZE ? (Object) sum.longValue() : sum;
  }

  private static boolean isReal(Number n) {
    return n instanceof Double || n instanceof Float || n instanceof BigDecimal;
  }
}
