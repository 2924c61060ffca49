package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.InvalidReportException;
import org.jspecify.annotations.Nullable;

/** Who reports, as the configuration of QoA4ML's clients tells it; the names have changed over the years. */
final class Client {
  private static final String[] APPLICATION = {"application_name", "application", "appName"};
  private static final String[] STAGE = {"stage_id", "stageID"};
  private static final String[] INSTANCE = {
    "instance_id", "instances_id", "instanceID", "instance_name"
  };
  private static final String[] RUN = {"run_id", "runID"};
  private static final String[] USER = {"user_id", "userID", "client_id", "tenant_id"};

  private Client() {}

  /** Of a report whose metadata has the client's configuration in a field of its own, or is that configuration. */
  static void ofMetadata(Fields report, ReportDraft draft) {
    var metadata = report.requireObject("metadata");
    var client = metadata.object("client_config");
    read(client == null ? metadata : client, draft, null, null);
    draft.eventTime(metadata.time("timestamp"));
    draft.correlation(metadata.text("corr_id"));
  }

  /**
   * The client that a probe belongs to.
   *
   * @param client null where the probe does not tell
   * @param stage for a client that names none
   * @param instance for a client that names none
   */
  static void read(
      @Nullable Fields client,
      ReportDraft draft,
      @Nullable String stage,
      @Nullable String instance) {
    if (client == null) {
      draft.reporter(null, stage, instance);
      return;
    }
    var ofStage = client.text(STAGE);
    var ofInstance = client.text(INSTANCE);
    try {
      draft.reporter(
          client.text(APPLICATION),
          ofStage == null ? stage : ofStage,
          ofInstance == null ? instance : ofInstance);
    } catch (IllegalArgumentException e) {
      throw new InvalidReportException(String.valueOf(e.getMessage()));
    }
    draft.context(client.text(RUN), client.text(USER));
  }
}
