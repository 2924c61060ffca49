package io.millrace.scheduler.score;

import io.millrace.model.placement.decision.Explanation.Component;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Strategy;
import io.millrace.model.placement.policy.TieRule;
import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Devices;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weighted scores of a policy. A node's key holds its total in the upper bits and, where ties
 * go to the best fit, how little it would have left in the lower ones, so that the largest key is
 * the best node.
 */
public final class Scores {
  private static final int LEFT_BITS = 22;
  private static final long LEFT_MASK = (1L << LEFT_BITS) - 1;

  private final Scorer[] scorers;
  private final int[] weights;
  private final boolean first;
  private final boolean tightFirst;
  private final Left left;

  @Nullable
  private final Fragmentation fragmentation;

  private final DeviceChoice choice = new DeviceChoice();

  private Scores(Pool pool) {
    var policy = pool.policy();
    this.left = new Left(pool.largest());
    this.first = policy.strategy() == Strategy.FIRST_FIT;
    this.tightFirst = policy.tie() == TieRule.BEST_FIT;
    var used = new ArrayList<Scorer>();
    for (var scorer : all(pool, left)) {
      if (!first && weight(policy, scorer) > 0) {
        used.add(scorer);
      }
    }
    this.scorers = used.toArray(Scorer[]::new);
    this.weights = used.stream().mapToInt(each -> weight(policy, each)).toArray();
    this.fragmentation = fragmentation(used);
  }

  private static List<Scorer> all(Pool pool, Left left) {
    return List.of(
        new Fit(pool.policy(), left),
        new Fragmentation(pool.shapes(), Supply.of(pool, pool.shapes())),
        new SensitivityScore(),
        new Contention(),
        new Preferences(),
        new Balance(),
        new DotProduct(pool.largest()));
  }

  private static int weight(Policy policy, Scorer scorer) {
    return policy.scores().getOrDefault(scorer.name(), 0);
  }

  private static @Nullable Fragmentation fragmentation(List<Scorer> used) {
    for (var scorer : used) {
      if (scorer instanceof Fragmentation found) {
        return found;
      }
    }
    return null;
  }

  /** Of the pool's policy, and of what its largest node and its typical demands are now. */
  public static Scores of(Pool pool) {
    return new Scores(pool);
  }

  /** Names of all scores there are. */
  public static List<String> names() {
    return List.of(
        "fit",
        "fragmentation",
        "sensitivity",
        "contention",
        "preference",
        "balance",
        "dot-product");
  }

  /** How many scores count. */
  public int many() {
    return scorers.length;
  }

  /**
   * The node's key, at least 0.
   *
   * @param components room for the scores
   * @param offset where they go
   */
  public long key(Node node, Request request, short[] components, int offset) {
    if (first) {
      return 0;
    }
    chooseDevices(node, request);
    long total = 0;
    for (int i = 0; i < scorers.length; i++) {
      int score = scorers[i].score(node, request, choice);
      components[offset + i] = (short) score;
      total += (long) weights[i] * score;
    }
    long tie = tightFirst ? LEFT_MASK - left.all(node, request) : 0;
    return (total << LEFT_BITS) | tie;
  }

  /** The devices that the instance would get of a node that has them. */
  public DeviceChoice chooseDevices(Node node, Request request) {
    boolean found = true;
    if (fragmentation != null && node.devices() > 0) {
      found = fragmentation.choose(node, request, choice);
      if (request.accelerators().isEmpty()) {
        return choice;
      }
    } else if (!request.accelerators().isEmpty()) {
      found = Devices.choose(node, request, choice);
    } else {
      choice.start(node);
    }
    if (!found) {
      throw new IllegalStateException(
          "%s has no devices for %s".formatted(node, request.spec().id()));
    }
    return choice;
  }

  public static long total(long key) {
    return key >>> LEFT_BITS;
  }

  /** What ties are broken by. */
  public long left(Node node, Request request) {
    return left.all(node, request);
  }

  public List<Component> components(short[] values, int offset) {
    var components = new ArrayList<Component>(scorers.length);
    for (int i = 0; i < scorers.length; i++) {
      components.add(new Component(scorers[i].name(), weights[i], values[offset + i]));
    }
    return components;
  }

  /** Null where the policy does not look at it. */
  @Nullable
  public Fragmentation fragmentation() {
    return fragmentation;
  }
}
