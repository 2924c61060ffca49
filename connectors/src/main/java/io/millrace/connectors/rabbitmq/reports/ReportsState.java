package io.millrace.connectors.rabbitmq.reports;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the bridge for reports is doing.
 *
 * @param trouble what it waits for; null while it is connected
 * @param applications whose reports are taken up now
 * @param refusals by application, why its reports cannot be taken up
 * @param taken messages that are on the log
 * @param unreadable reports that became dead letters
 * @param late messages that had run out of their time
 * @param recognised messages that came again, and were on the log already
 * @param reconnects how often the connection was opened again
 */
public record ReportsState(
    boolean connected,
    @Nullable String trouble,
    Set<String> applications,
    Map<String, String> refusals,
    long taken,
    long unreadable,
    long late,
    long recognised,
    long reconnects) {
  public ReportsState {
    applications = Set.copyOf(applications);
    refusals = Map.copyOf(refusals);
  }

  @Override
  public String toString() {
    return trouble == null ? "connected, applications " + applications : trouble;
  }
}
