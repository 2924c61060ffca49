package io.millrace.launcher.pipeline;

/** For what waits: the common pool has one thread on a machine with two cores, and others need it meanwhile. */
final class OwnThread {
  private OwnThread() {}

  /** Runs the task in a thread that does not keep the process alive. */
  static void run(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
