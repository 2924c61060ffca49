package io.millrace.scheduler.rank;

import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Sensitivity;
import io.millrace.scheduler.filter.Filter;
import io.millrace.scheduler.filter.Filters;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import io.millrace.scheduler.score.Scores;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rankings that are worth keeping: one for all services that want the same of their nodes, one
 * each for those whose rules look at more. Which are kept changes no decision.
 */
public final class Rankings {
  // Bounds the memory: a ranking takes some 30 bytes a node.
  private static final int MOST_PLACES = 1 << 22;

  private final Pool pool;
  private final Map<Object, Ranking> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Prepared> prepared = new HashMap<>();
  private long structure = -1;
  private List<Filter> filters;
  private Scores scores;

  public Rankings(Pool pool) {
    this.pool = pool;
    this.filters = Filters.of(pool.policy());
    this.scores = Scores.of(pool);
  }

  /** What services have in common that share a ranking. */
  private record Kind(Demand demand, Constraints constraints, Sensitivity sensitivity) {}

  private record Prepared(Request request, Ranking ranking) {}

  /** All nodes as they are now, for an instance of the service. */
  public Ranking of(Service service) {
    followStructure();
    var known = prepared.get(service.id());
    if (known != null && !known.ranking().isOutdated() && !known.request().looksAround()) {
      known.ranking().refresh(known.request());
      return known.ranking();
    }
    var request = Request.of(pool, service);
    var ranking = ranking(request);
    prepared.put(service.id(), new Prepared(request, ranking));
    return ranking;
  }

  private Ranking ranking(Request request) {
    var spec = request.spec();
    var key = request.isSingular()
        ? spec.id()
        : new Kind(spec.demand(), spec.constraints(), spec.sensitivity());
    var ranking = kept.get(key);
    if (ranking == null || ranking.isOutdated()) {
      ranking = new Ranking(pool, scores, filters, request);
      kept.put(key, ranking);
      forgetOldest();
    } else {
      ranking.refresh(request);
    }
    return ranking;
  }

  private void followStructure() {
    if (structure != pool.structure()) {
      structure = pool.structure();
      kept.clear();
      prepared.clear();
      filters = Filters.of(pool.policy());
      scores = Scores.of(pool);
    }
  }

  private void forgetOldest() {
    int most = Math.max(2, MOST_PLACES / Math.max(1, pool.nodes().size()));
    if (kept.size() > most) {
      var oldest = kept.entrySet().iterator().next();
      kept.remove(oldest.getKey());
      prepared.values().removeIf(each -> each.ranking() == oldest.getValue());
    }
  }

  /** The policy's scores of the pool as it is now. */
  public Scores scores() {
    followStructure();
    return scores;
  }

  /** What the service wants has changed. */
  public void forget(String service) {
    prepared.remove(service);
    kept.remove(service);
  }

  /** What services want of each other has changed. */
  public void forgetAll() {
    prepared.clear();
    kept.clear();
  }
}
