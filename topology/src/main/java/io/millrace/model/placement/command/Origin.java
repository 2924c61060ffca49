package io.millrace.model.placement.command;

import io.millrace.model.placement.Checks;

/**
 * Where a command comes from.
 *
 * @param id names the command, so that its sender finds what came of it
 * @param atMillis when it was written, in ms since 1970: the only time that the core knows
 * @param by who wrote it, such as {@code cli}, {@code watcher}, {@code deployer}
 * @param cause what it was written for, such as the id of a violation; empty: nothing
 */
public record Origin(String id, long atMillis, String by, String cause) {
  // As many seconds as the largest amount; Java's own times go further.
  private static final long LATEST = Checks.MOST * 1000 + 999;

  public Origin {
    Checks.id("command", id);
    Checks.within("atMillis of command " + id, atMillis, 0, LATEST);
  }

  public static Origin of(String id) {
    return new Origin(id, 0, "", "");
  }
}
