package io.millrace.metrics.contract.monitor;

import io.millrace.model.contract.Scope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which stages and instances of each application are judged by themselves, up to a cap: anyone can invent names. */
final class ScopeCap {
  /** The stage under which all others of an application are judged together. */
  static final String OTHER = "(other)";

  private static final Logger LOG = LoggerFactory.getLogger(ScopeCap.class);
  private static final int MOST_SAID = 1000;

  private final int cap;
  private final Map<String, Map<Scope, Integer>> watches = new HashMap<>();
  private final Set<String> said = new HashSet<>();

  ScopeCap(int cap) {
    this.cap = cap;
  }

  /** The scope, if it is known or there is room; else that of all others. */
  Scope admitted(Scope scope) {
    if (scope.stage() == null) {
      return scope;
    }
    var known = watches.get(scope.application());
    if (known == null || known.size() < cap || known.containsKey(scope)) {
      return scope;
    }
    say(scope.application());
    return new Scope(scope.application(), OTHER, null);
  }

  private void say(String application) {
    if (said.size() < MOST_SAID && said.add(application)) {
      LOG.warn(
          "application {} has more than {} stages and instances that contracts are judged of:"
              + " further ones are judged together, as {}",
          application,
          cap,
          OTHER);
    }
  }

  void watched(Scope scope) {
    if (isCounted(scope)) {
      watches
          .computeIfAbsent(scope.application(), a -> new HashMap<>())
          .merge(scope, 1, Integer::sum);
    }
  }

  void forgotten(Scope scope) {
    if (isCounted(scope)) {
      watches.computeIfPresent(scope.application(), (application, scopes) -> {
        scopes.computeIfPresent(scope, (s, count) -> count == 1 ? null : count - 1);
        return scopes.isEmpty() ? null : scopes;
      });
    }
  }

  private static boolean isCounted(Scope scope) {
    return scope.stage() != null && !OTHER.equals(scope.stage());
  }
}
