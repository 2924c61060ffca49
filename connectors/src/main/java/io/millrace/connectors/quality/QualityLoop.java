package io.millrace.connectors.quality;

import io.millrace.connectors.placement.CommandSink;
import io.millrace.model.contract.Violation;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.ServiceCommand.Improve;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what rules say about violations. What it has done is on the log, so that one that starts anew goes on where it
 * stopped.
 */
final class QualityLoop {
  private static final Logger LOG = LoggerFactory.getLogger(QualityLoop.class);
  private static final String BY = "quality:";

  private final List<RuleState> rules;
  /** What is noted already when it comes back from the log. */
  private final Set<String> sent = new HashSet<>();

  private final CommandSink commands;
  private final Function<String, @Nullable String> nodeOf;

  /** @param nodeOf the node of an allocation; null: there is none of that name */
  QualityLoop(
      List<QualityRule> rules, CommandSink commands, Function<String, @Nullable String> nodeOf) {
    this.rules = rules.stream().map(RuleState::new).toList();
    this.commands = commands;
    this.nodeOf = nodeOf;
  }

  /** A command stands on the log: it may be one of ours. */
  synchronized void logged(PlacementCommand command) {
    var origin = command.origin();
    if (sent.remove(origin.id())) {
      return;
    }
    for (var rule : rules) {
      if (origin.by().equals(BY + rule.rule().name())) {
        rule.done(Instant.ofEpochMilli(origin.atMillis()), origin.cause());
      }
    }
  }

  synchronized void seen(Violation violation) {
    rules.forEach(rule -> rule.seen(violation));
  }

  /** The groups of consumers whose queues rules are about. */
  Set<String> groups() {
    var groups = new HashSet<String>();
    rules.forEach(rule -> {
      var lag = rule.rule().lag();
      if (lag != null) {
        groups.add(lag.group());
      }
    });
    return groups;
  }

  /** How far a group of consumers is behind. */
  synchronized void lag(String group, long records, Instant now) {
    for (var rule : rules) {
      var lag = rule.rule().lag();
      if (lag != null && lag.group().equals(group)) {
        rule.lag(records, now);
      }
    }
  }

  /** Looks at the clock; to be called about every second. */
  synchronized void look(Instant now) {
    for (var rule : rules) {
      var episode = rule.due(now);
      if (episode != null) {
        follow(rule, episode, now);
      }
    }
  }

  private void follow(RuleState state, String episode, Instant now) {
    var what = state.rule().what();
    var target = target(state, episode);
    if (target == null) {
      LOG.warn(
          "rule {}: violation {} names no instance that is placed, so there is no node to leave",
          state.rule().name(),
          episode);
      state.done(now, episode);
      return;
    }
    var origin = new Origin(
        "quality-" + UUID.randomUUID(), now.toEpochMilli(), BY + state.rule().name(), episode);
    commands.send(
        what.pool(), new Improve(origin, what.service(), what.action(), target, what.amount()));
    sent.add(origin.id());
    state.done(now, episode);
    LOG.info(
        "rule {}: {} {} because of {}",
        state.rule().name(),
        what.action(),
        what.service(),
        episode);
  }

  private @Nullable String target(RuleState state, String episode) {
    var what = state.rule().what();
    if (what.action() != Improve.Action.MOVE_AWAY || !what.target().isEmpty()) {
      return what.target();
    }
    var instance = state.instance(episode);
    return instance == null ? null : nodeOf.apply(instance);
  }
}
