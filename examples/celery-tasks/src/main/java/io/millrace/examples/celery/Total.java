package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import java.math.BigDecimal;

/** {@code tsum(values)}: the sum of a list, as the end of a chord. */
public final class Total implements CeleryTask {
  @Override
  public String name() {
    return "tsum";
  }

  @Override
  public Object run(TaskCall call) {
    var sum = call.bind("values").list("values").stream()
        .map(value -> new BigDecimal(String.valueOf(value)))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.stripTrailingZeros().scale() <= 0
        ? (Object) sum.toBigInteger()
        : (Object) sum.doubleValue();
  }
}
