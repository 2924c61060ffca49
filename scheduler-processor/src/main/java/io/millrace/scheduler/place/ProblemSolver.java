package io.millrace.scheduler.place;

import io.millrace.model.placement.policy.Mode;
import io.millrace.scheduler.problem.Problem;
import io.millrace.scheduler.problem.Solution;
import io.millrace.scheduler.rohe.RoheOrchestrator;

/** Solves placement problems in ROHE's form, each a line of JSON, with nothing running. */
public final class ProblemSolver {
  private ProblemSolver() {}

  /**
   * What became of one problem: {@code cycles} with placements, and {@code nodes} with what is used
   * of them.
   *
   * @param line the problem, or an object that holds it as {@code problem}
   * @return one line of JSON
   * @throws IllegalArgumentException that says what is wrong with the problem
   */
  public static String solve(Mode mode, String line) {
    return SolutionWriter.write(solve(mode, ProblemReader.read(line)));
  }

  static Solution solve(Mode mode, Problem problem) {
    return switch (mode) {
      case ROHE_COMPAT -> RoheOrchestrator.solve(problem);
      case EXACT -> ExactOrchestrator.solve(problem);
    };
  }
}
