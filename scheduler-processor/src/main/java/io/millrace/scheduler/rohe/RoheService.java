package io.millrace.scheduler.rohe;

import io.millrace.scheduler.problem.Problem.Wish;

/** A service as ROHE keeps it within one cycle. */
final class RoheService {
  final Wish wish;
  final int replicas;
  int running;
  private int placedThisCycle;

  RoheService(Wish wish, int replicas, int running) {
    this.wish = wish;
    this.replicas = replicas;
    this.running = running;
  }

  int missing() {
    return replicas - running;
  }

  // ROHE forgets its instances between cycles and then takes their number for what is running.
  void placed() {
    placedThisCycle++;
    running = placedThisCycle;
  }
}
