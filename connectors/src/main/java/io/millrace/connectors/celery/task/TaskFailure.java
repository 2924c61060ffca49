package io.millrace.connectors.celery.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A failure as a client in Python is to see it. */
public final class TaskFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String BUILTINS = "builtins";

  /** The exception's class in Python. */
  private final PythonClass type;

  /** The exception's arguments. */
  private final transient List<Object> args;

  /** A class of Python. */
  public record PythonClass(String module, String name) implements java.io.Serializable {
    /** One that every program knows, such as {@code ValueError}. */
    public static PythonClass builtin(String name) {
      return new PythonClass(BUILTINS, name);
    }
  }

  /** @param args the exception's arguments, most often one text */
  public TaskFailure(PythonClass type, Object... args) {
    super(type.name() + (args.length == 0 ? "" : ": " + args[0]), null, false, false);
    this.type = type;
    this.args = Collections.unmodifiableList(new ArrayList<>(List.of(args)));
  }

  /** A {@code TypeError}. */
  public static TaskFailure typeError(String message) {
    return new TaskFailure(PythonClass.builtin("TypeError"), message);
  }

  /** A {@code ValueError}. */
  public static TaskFailure valueError(String message) {
    return new TaskFailure(PythonClass.builtin("ValueError"), message);
  }

  /** What a client is to see of any exception: those of the JDK become their nearest kin in Python. */
  public static TaskFailure of(Throwable thrown) {
    if (thrown instanceof TaskFailure failure) {
      return failure;
    }
    var message = thrown.getMessage() == null ? "" : thrown.getMessage();
    return new TaskFailure(kin(thrown), message.isEmpty() ? new Object[0] : new Object[] {message});
  }

  private static PythonClass kin(Throwable thrown) {
    if (thrown instanceof IllegalArgumentException || thrown instanceof ArithmeticException) {
      return PythonClass.builtin("ValueError");
    }
    if (thrown instanceof ClassCastException || thrown instanceof NullPointerException) {
      return PythonClass.builtin("TypeError");
    }
    if (thrown instanceof TimeoutException) {
      return PythonClass.builtin("TimeoutError");
    }
    if (thrown instanceof IndexOutOfBoundsException) {
      return PythonClass.builtin("IndexError");
    }
    if (thrown instanceof UnsupportedOperationException) {
      return PythonClass.builtin("NotImplementedError");
    }
    return thrown.getClass().equals(RuntimeException.class)
            || thrown.getClass().equals(IllegalStateException.class)
        ? PythonClass.builtin("RuntimeError")
        : new PythonClass("millrace", thrown.getClass().getSimpleName());
  }

  /** The exception's class in Python. */
  public PythonClass type() {
    return type;
  }

  /** The exception's arguments. */
  public List<Object> args() {
    return args;
  }
}
