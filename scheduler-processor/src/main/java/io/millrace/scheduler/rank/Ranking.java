package io.millrace.scheduler.rank;

import io.millrace.model.placement.decision.Explanation;
import io.millrace.model.placement.decision.Explanation.Candidate;
import io.millrace.model.placement.decision.NodeVerdict;
import io.millrace.scheduler.filter.Filter;
import io.millrace.scheduler.filter.Filters;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.score.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All nodes of a pool, filtered and scored for one kind of request. Only nodes that have changed
 * since are looked at again, so that a decision costs little more than what changed since the last
 * one of its kind.
 */
public final class Ranking {
  private static final byte ADMITTED = -1;

  private final Pool pool;
  private final Scores scores;
  private final List<Filter> all;
  private final long structure;
  private final Tournament tournament;
  private final short[] components;
  private final byte[] refusals;
  private Filter[] filters;
  private int[] refused;
  private Request request;
  private long seen;

  Ranking(Pool pool, Scores scores, List<Filter> filters, Request request) {
    this.pool = pool;
    this.scores = scores;
    this.all = filters;
    this.request = request;
    this.filters = Filters.concerning(filters, request);
    this.refused = new int[this.filters.length];
    this.structure = pool.structure();
    int places = pool.nodes().size();
    this.tournament = new Tournament(places);
    this.components = new short[places * scores.many()];
    this.refusals = new byte[places];
    rankAll();
  }

  boolean isOutdated() {
    return structure != pool.structure() || !pool.log().reaches(seen);
  }

  /** Looks again at what has changed; where the rules look around, at everything. */
  void refresh(Request latest) {
    request = latest;
    if (latest.looksAround()) {
      filters = Filters.concerning(all, latest);
      refused = new int[filters.length];
      rankAll();
      return;
    }
    var log = pool.log();
    for (; seen < log.end(); seen++) {
      if (!log.isFollowed(seen)) {
        rankAgain(pool.nodes().get(log.slot(seen)));
      }
    }
  }

  private void rankAll() {
    for (var node : pool.nodes()) {
      tournament.seat(node.slot(), key(node));
    }
    tournament.playAll();
    seen = pool.log().end();
  }

  private void rankAgain(Node node) {
    int slot = node.slot();
    if (refusals[slot] != ADMITTED) {
      refused[refusals[slot]]--;
    }
    tournament.set(slot, key(node));
  }

  private long key(Node node) {
    for (int i = 0; i < filters.length; i++) {
      if (!filters[i].admits().test(node, request)) {
        refusals[node.slot()] = (byte) i;
        refused[i]++;
        return Tournament.OUT;
      }
    }
    refusals[node.slot()] = ADMITTED;
    return scores.key(node, request, components, node.slot() * scores.many());
  }

  public Request request() {
    return request;
  }

  public Scores scores() {
    return scores;
  }

  /** Whether the node passes all filters; of a node as it is now, whatever was ranked. */
  public boolean admits(Node node) {
    for (var filter : filters) {
      if (!filter.admits().test(node, request)) {
        return false;
      }
    }
    return true;
  }

  /** The best node; null where none can take the instance. */
  @Nullable
  public Node best() {
    int slot = tournament.first();
    return slot < 0 ? null : pool.nodes().get(slot);
  }

  public Explanation explanation() {
    var policy = pool.policy();
    var candidates = new ArrayList<Candidate>(policy.candidates());
    for (int slot : tournament.first(policy.candidates())) {
      var node = pool.nodes().get(slot);
      candidates.add(new Candidate(
          node.id(),
          Scores.total(tournament.key(slot)),
          scores.left(node, request),
          scores.components(components, slot * scores.many())));
    }
    var refusalsByName = new TreeMap<String, Integer>();
    for (int i = 0; i < filters.length; i++) {
      if (refused[i] > 0) {
        refusalsByName.put(filters[i].name(), refused[i]);
      }
    }
    return new Explanation(pool.nodes().size(), candidates, refusalsByName, policy.tie());
  }

  /** What every node was worth. */
  public List<NodeVerdict> verdicts() {
    return pool.nodes().stream().map(this::verdict).toList();
  }

  private NodeVerdict verdict(Node node) {
    int slot = node.slot();
    if (refusals[slot] != ADMITTED) {
      var filter = filters[refusals[slot]];
      return new NodeVerdict(
          node.id(), filter.name(), filter.reason().apply(node, request), 0, 0, List.of());
    }
    return new NodeVerdict(
        node.id(),
        null,
        "",
        Scores.total(tournament.key(slot)),
        scores.left(node, request),
        scores.components(components, slot * scores.many()));
  }
}
