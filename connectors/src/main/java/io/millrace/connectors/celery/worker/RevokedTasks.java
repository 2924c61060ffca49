package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.message.TaskMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tasks that must not run any more; the oldest of very many are forgotten, as Celery does. */
final class RevokedTasks {
  private static final int MOST = 50_000;

  private final Map<String, Double> ids = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
      return size() > MOST;
    }
  };
  private final Map<String, List<Object>> stamps = new LinkedHashMap<>();

  synchronized void add(Collection<String> tasks, double when) {
    tasks.forEach(id -> ids.put(id, when));
  }

  synchronized void addStamps(Map<String, List<Object>> more) {
    stamps.putAll(more);
  }

  synchronized boolean contains(TaskMessage call) {
    return ids.containsKey(call.id().value()) || isStamped(call);
  }

  private boolean isStamped(TaskMessage call) {
    return call.headers().get("stamps") instanceof Map<?, ?> own
        && stamps.entrySet().stream().anyMatch(e -> hasOne(own.get(e.getKey()), e.getValue()));
  }

  private static boolean hasOne(@Nullable Object value, List<Object> wanted) {
    return value instanceof List<?> list
        ? list.stream().anyMatch(wanted::contains)
        : value != null && wanted.contains(value);
  }

  synchronized List<String> all() {
    return new ArrayList<>(ids.keySet());
  }

  /** With the time at which each was revoked. */
  synchronized Map<String, Double> times() {
    return new LinkedHashMap<>(ids);
  }
}
