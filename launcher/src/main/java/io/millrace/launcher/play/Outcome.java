package io.millrace.launcher.play;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of what was played.
 *
 * @param rows read
 * @param reports that the server took
 * @param feedback items of ground truth that the server took
 * @param refused rows that the server refused, or that could not be read
 * @param empty rows that had nothing to report
 * @param reasons of the first of those refused, with their places
 * @param sentAgain reports that were sent once more after the server could not say whether it had them
 * @param behind rows earlier than one before them
 * @param farthestBehind how much earlier at most
 */
public record Outcome(
    long rows,
    long reports,
    long feedback,
    long refused,
    long empty,
    List<String> reasons,
    long sentAgain,
    long behind,
    Duration farthestBehind) {

  /** Both together; where truths are played after answers, only these can be behind. */
  public Outcome plus(Outcome truths) {
    var all = new ArrayList<>(reasons);
    all.addAll(truths.reasons);
    return new Outcome(
        rows + truths.rows,
        reports + truths.reports,
        feedback + truths.feedback,
        refused + truths.refused,
        empty + truths.empty,
        all,
        sentAgain + truths.sentAgain,
        behind,
        farthestBehind);
  }

  /** For programs. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("rows", rows);
    json.put("reports", reports);
    json.put("feedback", feedback);
    json.put("refused", refused);
    json.put("empty", empty);
    json.put("reasons", reasons);
    json.put("sent_again", sentAgain);
    json.put("behind", behind);
    json.put("farthest_behind_seconds", farthestBehind.toNanos() / 1e9);
    return json;
  }
}
