package io.millrace.metrics.anomaly;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;

/** An expression of the Common Expression Language over a window, checked before it is first evaluated. */
final class Expression {
  // A few nested macros over a large window would otherwise hold up the thread for hours.
  private static final int MOST_ITERATIONS = 1_000_000;
  private static final CelOptions OPTIONS = CelOptions.current()
      .comprehensionMaxIterations(MOST_ITERATIONS)
      .enableHeterogeneousNumericComparisons(true)
      .build();
  private static final CelType FIGURES = MapType.create(SimpleType.STRING, SimpleType.DOUBLE);
  private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
      .setOptions(OPTIONS)
      .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
      .addVar("count", SimpleType.INT)
      .addVar("stats", MapType.create(SimpleType.STRING, FIGURES))
      .addVar("values", MapType.create(SimpleType.STRING, ListType.create(SimpleType.DOUBLE)))
      .addVar(
          "sources", MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, FIGURES)))
      .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();
  private static final List<CelType> RESULTS =
      List.of(SimpleType.BOOL, SimpleType.DOUBLE, SimpleType.INT);

  private final String name;
  private final boolean isCondition;
  private final CelRuntime.Program program;

  private Expression(String name, boolean isCondition, CelRuntime.Program program) {
    this.name = name;
    this.isCondition = isCondition;
    this.program = program;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is not one, or gives neither a truth value nor a number; with the position
   */
  static Expression of(String name, String text) {
    try {
      var tree = COMPILER.compile(text).getAst();
      requireResult(name, tree);
      boolean isCondition = tree.getResultType().equals(SimpleType.BOOL);
      return new Expression(name, isCondition, RUNTIME.createProgram(tree));
    } catch (CelValidationException e) {
      throw new IllegalArgumentException("expression \"%s\": %s".formatted(name, first(e)), e);
    } catch (CelEvaluationException e) {
      throw new IllegalArgumentException(
          "expression \"%s\": %s".formatted(name, e.getMessage()), e);
    }
  }

  private static String first(CelValidationException e) {
    if (e.getErrors().isEmpty()) {
      return String.valueOf(e.getMessage());
    }
    CelIssue issue = e.getErrors().get(0);
    var place = issue.getSourceLocation();
    return "line %d, column %d: %s"
        .formatted(place.getLine(), place.getColumn() + 1, issue.getMessage());
  }

  private static void requireResult(String name, CelAbstractSyntaxTree tree) {
    if (!RESULTS.contains(tree.getResultType())) {
      throw new IllegalArgumentException("expression \"%s\": gives %s, not a bool, double or int"
          .formatted(name, tree.getResultType().name()));
    }
  }

  String name() {
    return name;
  }

  /**
   * A truth value as 1 or 0, else the number.
   *
   * @throws CelEvaluationException if there is none, such as of a feature that the window does not have
   */
  double evaluate(Map<String, Object> variables) throws CelEvaluationException {
    var result = program.eval(variables);
    if (result instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (result instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw new CelEvaluationException("result %s".formatted(result));
  }

  /** Whether it gives a truth value. */
  boolean isCondition() {
    return isCondition;
  }
}
