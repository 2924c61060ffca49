package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.ObjectiveMonitor.Step;
import io.millrace.metrics.contract.ObjectiveState;
import io.millrace.metrics.contract.Sample;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.ScopeLevel;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Mark;
import java.io.DataInput;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges the contracts of the applications of one partition. Its only clock is the log: the times of samples, clamped to
 * those of their records plus the tolerance, and the least mark of all that write samples. Goes on where the store
 * stands; the same log gives the same verdicts and violations in the same order, with or without restarts between.
 */
final class PartitionMonitor {
  private final MonitorStore store;
  private final MonitorConfig config;
  private final Predicate<String> owns;
  private final boolean ownTime;
  private final MonitorOutput output;
  private final UpstreamMarks marks;
  private final ScopeCap scopes;
  private final Plans plans = new Plans();
  private final TreeMap<WatchKey, Watch> watches = new TreeMap<>();

  /** @param owns whether the application's samples stand in this partition */
  PartitionMonitor(
      MonitorStore store, MonitorConfig config, Predicate<String> owns, MonitorOutput output) {
    this(store, config, owns, false, output);
  }

  /** Of one application, whose time is its own: another than that of the log, in which contracts change. */
  static PartitionMonitor ofOwnTime(
      MonitorStore store, MonitorConfig config, String application, MonitorOutput output) {
    return new PartitionMonitor(store, config, application::equals, true, output);
  }

  private PartitionMonitor(
      MonitorStore store,
      MonitorConfig config,
      Predicate<String> owns,
      boolean ownTime,
      MonitorOutput output) {
    this.ownTime = ownTime;
    this.store = store;
    this.config = config;
    this.owns = owns;
    this.output = output;
    this.marks = new UpstreamMarks(config.markPatience().toMillis());
    this.scopes = new ScopeCap(config.scopesPerApplication());
    store.load(new Loading());
  }

  private final class Loading implements MonitorStore.Visitor {
    @Override
    public void contract(RegistryEntry<Contract> entry) {
      plan(entry);
    }

    @Override
    public void watch(WatchKey key, ObjectiveState state, long lastSample) {
      var plan = plans.get(key.contract());
      var objective = plan == null ? null : plan.contract().objective(key.objective());
      if (plan != null && objective != null) {
        watching(plan, objective, key).restore(state, lastSample);
      }
    }

    @Override
    public void pane(WatchKey key, long place, DataInput in) throws IOException {
      var plan = plans.get(key.contract());
      var watch = watches.get(key);
      if (watch != null && watch.measurements() != null) {
        watch.measurements().readPane(place, in);
      } else if (plan != null && plan.board() != null && key.objective().isEmpty()) {
        member(plan.board(), key);
        plan.board().member(key).readPane(place, in);
      } else {
        throw new IllegalStateException("a pane of %s, which is not watched".formatted(key));
      }
    }

    @Override
    public void utility(String contract, long computed, @Nullable ContractUtility told) {
      var plan = plans.get(contract);
      if (plan != null && plan.board() != null) {
        plan.board().restore(computed, told);
      }
    }

    @Override
    public void mark(String source, UpstreamMarks.Told told, long reached) {
      marks.restore(source, told, reached);
    }
  }

  private Plan plan(RegistryEntry<Contract> entry) {
    var plan = Plan.of(entry, config, store);
    plans.add(entry.key(), plan);
    return plan;
  }

  private Watch watching(Plan plan, Objective objective, WatchKey key) {
    var known = watches.get(key);
    if (known != null) {
      return known;
    }
    var watch = new Watch(key, plan.contract(), objective, config, store);
    watches.put(key, watch);
    scopes.watched(key.scope());
    return watch;
  }

  /**
   * Takes over what has changed of the contracts by that time.
   *
   * @param appended the time of the record that is being processed
   * @return the next time at which a change takes force; {@link Long#MAX_VALUE} if none is known
   */
  long contracts(Collection<RegistryEntry<Contract>> entries, long appended) {
    long next = Long.MAX_VALUE;
    for (var entry : ContractChanges.inOrder(entries)) {
      var known = plans.get(entry.key());
      boolean isNew = known == null ? isOurs(entry) : entry.epoch() > known.epoch();
      if (isNew && ContractChanges.at(entry) > appended) {
        next = Math.min(next, ContractChanges.at(entry));
      } else if (isNew) {
        change(known, entry);
      }
    }
    return next;
  }

  private boolean isOurs(RegistryEntry<Contract> entry) {
    return entry.value() != null && owns.test(entry.value().application());
  }

  private void change(@Nullable Plan before, RegistryEntry<Contract> entry) {
    var at = Instant.ofEpochMilli(ownTime ? Math.max(0, time()) : ContractChanges.at(entry));
    var contract = isOurs(entry) ? entry.value() : null;
    if (before != null) {
      end(before, contract, at);
    }
    store.saveContract(entry.key(), contract == null ? null : entry);
    if (contract == null) {
      return;
    }
    var plan = plan(entry);
    for (var objective : contract.objectives()) {
      if (objective.level() == ScopeLevel.APPLICATION) {
        var key = new WatchKey(contract.id(), objective.name(), Scope.of(contract.application()));
        var watch = watching(plan, objective, key);
        // What nobody reports is unknown from the beginning; without a mark no time is known.
        if (marks.time() != UpstreamMarks.NO_TIME) {
          apply(watch.advance(Instant.ofEpochMilli(marks.time())));
        }
      }
    }
  }

  private void end(Plan before, @Nullable Contract next, Instant at) {
    plans.remove(before);
    for (var watch : List.copyOf(watches.values())) {
      var key = watch.key();
      if (key.contract().equals(before.contract().id())) {
        if (next == null || !ContractChanges.isSame(before.contract(), next, key.objective())) {
          forget(watch, at);
        }
      }
    }
    if (before.board() != null) {
      before.board().close(key -> scopes.forgotten(key.scope()));
      output.forgotten(Scope.escape(before.contract().id()));
    }
  }

  private void forget(Watch watch, Instant at) {
    watches.remove(watch.key());
    scopes.forgotten(watch.key().scope());
    var ended = watch.withdraw(at);
    if (ended != null) {
      output.violation(ended);
    }
    output.forgotten(watch.key().text());
  }

  /** Takes a sample. */
  void sample(QoaSample sample, long appended) {
    var interested = plans.of(sample.application());
    if (interested.isEmpty()) {
      return;
    }
    long time = Math.min(sample.time(), appended + config.tolerance().toMillis());
    var measured = Sample.of(sample, Instant.ofEpochMilli(time));
    for (var plan : interested) {
      for (var objective : plan.objectives()) {
        if (objective.takes(measured)) {
          var scope = scopes.admitted(objective
              .objective()
              .level()
              .of(sample.application(), sample.stage(), sample.instance()));
          var key = new WatchKey(plan.contract().id(), objective.objective().name(), scope);
          apply(watching(plan, objective.objective(), key).add(measured));
        }
      }
      if (plan.board() != null && plan.board().includes(sample.metric())) {
        add(plan.board(), sample, measured);
      }
    }
  }

  private void add(UtilityBoard board, QoaSample sample, Sample measured) {
    var scope = scopes.admitted(
        ScopeLevel.INSTANCE.of(sample.application(), sample.stage(), sample.instance()));
    var key = board.key(scope);
    tell(board, measured.at());
    if (!board.isLate(measured)) {
      member(board, key);
      board.add(key, measured);
    }
  }

  private void member(UtilityBoard board, WatchKey key) {
    if (!board.knows(key)) {
      scopes.watched(key.scope());
      board.member(key);
    }
  }

  private void tell(UtilityBoard board, Instant at) {
    var utility = board.advance(at, key -> scopes.forgotten(key.scope()));
    if (utility != null) {
      output.judgement(utility);
    }
  }

  /** Takes a mark; time goes on if it was the least. The last one of a source is {@link Mark#END}. */
  void mark(String source, long mark, long appended) {
    long before = marks.time();
    if (mark == Mark.END) {
      store.forgetMark(source);
      marks.leave(source);
    } else {
      long time = Math.min(mark, appended + config.tolerance().toMillis());
      var told = marks.tell(source, time, appended);
      marks.forgetSilent(store::forgetMark);
      store.saveMark(source, told, marks.time());
    }
    if (marks.time() > before) {
      advance(Instant.ofEpochMilli(marks.time()));
    }
  }

  private void advance(Instant at) {
    for (var watch : List.copyOf(watches.values())) {
      if (watch.key().scope().stage() != null && watch.isIdle(at, config.forgetAfter())) {
        forget(watch, at);
      } else {
        apply(watch.advance(at));
      }
    }
    for (var plan : plans.all()) {
      if (plan.board() != null) {
        tell(plan.board(), at);
      }
    }
  }

  /** The time that has been reached; {@link UpstreamMarks#NO_TIME} before the first mark. */
  long time() {
    return marks.time();
  }

  /** Ends all of it: what is violated is so no more, and the last verdicts stay. */
  void end() {
    var at = Instant.ofEpochMilli(Math.max(0, time()));
    for (var watch : watches.values()) {
      var ended = watch.withdraw(at);
      if (ended != null) {
        output.violation(ended);
      }
    }
    store.clear();
  }

  private void apply(@Nullable Step step) {
    if (step == null) {
      return;
    }
    if (step.changed()) {
      output.judgement(step.verdict());
    }
    if (step.violation() != null) {
      output.violation(step.violation());
    }
  }
}
