package io.millrace.model.application;

import io.millrace.model.ModelFeedback;
import io.millrace.model.qoa.Source;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An application that reports of itself, as its registry has it.
 *
 * @param name as its reports give it
 * @param registrations one for each run and user
 * @param stages by stage, the stages right before it; empty where nobody has told
 * @param agent its observation; null: it is observed as all are
 * @param feedback that the truth of the answers it reports will be told; null: it will not
 */
public record Application(
    String name,
    List<Registration> registrations,
    Map<String, List<String>> stages,
    @Nullable Agent agent,
    @Nullable ModelFeedback feedback) {

  /** An application of which nothing is known but that it is there. */
  public static Application of(String name) {
    return new Application(name, List.of(), Map.of(), null, null);
  }

  /** @throws InvalidApplicationException if the name is empty or longer than {@value Source#LONGEST_PART} characters */
  public Application {
    if (name.isBlank() || name.length() > Source.LONGEST_PART) {
      throw new InvalidApplicationException(List.of(
          "application_name: \"%s\" has not 1 to %d characters"
              .formatted(
                  name.length() <= 40 ? name : name.substring(0, 40) + "…", Source.LONGEST_PART)));
    }
    registrations = List.copyOf(registrations);
    var copy = new TreeMap<String, List<String>>();
    stages.forEach((stage, before) -> copy.put(stage, List.copyOf(before)));
    stages = Collections.unmodifiableMap(copy);
  }

  /** The registration of a run and user; null if there is none. */
  public @Nullable Registration registration(String run, String user) {
    return registrations.stream()
        .filter(one -> one.run().equals(run) && one.user().equals(user))
        .findFirst()
        .orElse(null);
  }

  public Application withRegistrations(List<Registration> others) {
    return new Application(name, others, stages, agent, feedback);
  }

  public Application withStages(Map<String, List<String>> others) {
    return new Application(name, registrations, others, agent, feedback);
  }

  public Application withAgent(@Nullable Agent other) {
    return new Application(name, registrations, stages, other, feedback);
  }

  public Application withFeedback(@Nullable ModelFeedback other) {
    return new Application(name, registrations, stages, agent, other);
  }
}
