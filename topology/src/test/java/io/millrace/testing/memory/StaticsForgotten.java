package io.millrace.testing.memory;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Empties the static fields of each class of tests once its last test has ended, those that are not final and that the
 * class itself declares: a broker or a pipeline that stands in one would stay in memory, closed as it is, while all other
 * classes run.
 */
public final class StaticsForgotten implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) throws IllegalAccessException {
    for (var field : context.getRequiredTestClass().getDeclaredFields()) {
      if (isForgotten(field)) {
        field.setAccessible(true);
        field.set(null, null);
      }
    }
  }

  private static boolean isForgotten(Field field) {
    int modifiers = field.getModifiers();
    return Modifier.isStatic(modifiers)
        && !Modifier.isFinal(modifiers)
        && !field.isSynthetic()
        && !field.getType().isPrimitive();
  }
}
