package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.InvalidReportException;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.WellFormed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads reports in whatever known form they come: one, a JSON list of them, or several one after the other. One that
 * cannot be read does not stop the others, unless the text is no JSON from there on.
 */
public final class ReportReader {
  private static final int SHOWN = 100;

  private final ReportLimits limits;

  public ReportReader(ReportLimits limits) {
    this.limits = limits;
  }

  /** What became of one report of a body. */
  public sealed interface Entry {
    /** Its place in the body, from 0. */
    int index();
  }

  /** A report, its observations still those of all sources: see {@link Report#bySource}. */
  public record Read(int index, Report report) implements Entry {}

  /**
   * A part that cannot be read.
   *
   * @param bytes of the part, as found
   */
  public record Refused(int index, String reason, byte[] bytes) implements Entry {}

  /**
   * Reads all of a body; each byte that is no report is in a {@link Refused}.
   *
   * @param arrived the event time of reports that do not tell theirs
   */
  public List<Entry> read(byte[] body, Instant arrived) {
    return new Body(body, arrived).entries();
  }

  private final class Body {
    private final byte[] bytes;
    private final Instant arrived;
    private final List<Entry> entries = new ArrayList<>();
    private int done;

    Body(byte[] bytes, Instant arrived) {
      this.bytes = bytes;
      this.arrived = arrived;
    }

    List<Entry> entries() {
      try (var parser = JsonTrees.MAPPER.createParser(bytes)) {
        readAll(parser);
      } catch (JacksonException e) {
        refuseRest(notJson(e));
      }
      return entries;
    }

    private void readAll(JsonParser parser) {
      if (parser.nextToken() == null) {
        refuseRest("it is empty");
        return;
      }
      boolean listed = false;
      for (var token = parser.currentToken(); token != null; token = parser.nextToken()) {
        if (entries.size() == limits.maxReports()) {
          done = start(parser);
          refuseRest("more than %d reports in one body; the rest is refused"
              .formatted(limits.maxReports()));
          return;
        }
        if (token == JsonToken.START_ARRAY && !listed) {
          listed = true;
        } else if (token == JsonToken.END_ARRAY) {
          listed = false;
        } else {
          readOne(parser);
        }
        done = end(parser);
      }
    }

    private void readOne(JsonParser parser) {
      int from = start(parser);
      JsonNode tree = JsonTrees.MAPPER.readTree(parser);
      int to = end(parser);
      try {
        entries.add(new Read(entries.size(), report(tree, to - from, arrived)));
      } catch (InvalidReportException e) {
        refuse(e.reason(), from, to);
      } catch (IllegalArgumentException e) {
        // The records' own checks; their messages say what is wrong.
        refuse(WellFormed.shortened(String.valueOf(e.getMessage()), SHOWN), from, to);
      }
    }

    private int start(JsonParser parser) {
      return within(parser.currentTokenLocation().getByteOffset());
    }

    private int end(JsonParser parser) {
      return within(parser.currentLocation().getByteOffset());
    }

    // Text in UTF-16 has no offsets in bytes.
    private int within(long offset) {
      return (int) Math.max(done, Math.min(bytes.length, offset));
    }

    private void refuseRest(String reason) {
      refuse(reason, done, bytes.length);
    }

    private void refuse(String reason, int from, int to) {
      entries.add(new Refused(entries.size(), reason, Arrays.copyOfRange(bytes, from, to)));
    }
  }

  private Report report(JsonNode tree, int size, Instant arrived) {
    if (!(tree instanceof ObjectNode object)) {
      throw new InvalidReportException("a report must be an object, not " + JsonTrees.shown(tree));
    }
    if (size > limits.maxBytes()) {
      throw new InvalidReportException(
          "its %d bytes are more than the %d of a report".formatted(size, limits.maxBytes()));
    }
    if (JsonTrees.isDeeper(object, limits.maxDepth())) {
      throw new InvalidReportException(
          "it nests deeper than %d levels".formatted(limits.maxDepth()));
    }
    return ReportJson.isReport(object) ? ReportJson.read(object) : foreign(object, arrived);
  }

  private Report foreign(ObjectNode object, Instant arrived) {
    var format = FormatDetector.of(object);
    var draft = new ReportDraft(format, arrived, limits.maxEntries());
    read(format, Fields.of(object), draft);
    return draft.report(JsonTrees.rest(object));
  }

  private static void read(ReportFormat format, Fields report, ReportDraft draft) {
    switch (format) {
      case ML_REPORT -> ApplicationReports.mlReport(report, draft);
      case ROHE_REPORT -> ApplicationReports.roheReport(report, draft);
      case GENERAL_REPORT -> GeneralReport.read(report, draft);
      case REPORT_2023 -> Report2023.read(report, draft);
      case USER_DEFINED -> ApplicationReports.userDefined(report, draft);
      case SYSTEM_PROBE -> Probes.system(report, draft);
      case PROCESS_PROBE -> Probes.process(report, draft);
      case DOCKER_PROBE -> Probes.docker(report, draft);
      case ROHE_MONITOR -> MonitorMetric.read(report, draft);
    }
  }

  private static String notJson(JacksonException e) {
    if (e instanceof UnexpectedEndOfInputException) {
      return "the JSON ends before it is complete";
    }
    // The parser's own advice, in brackets and on further lines, is about its settings.
    var message =
        e.getOriginalMessage().split("\n|: was expecting| \\(start marker| \\(code", 2)[0];
    return "not JSON at byte %d: %s"
        .formatted(
            e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
            WellFormed.shortened(message, SHOWN));
  }
}
