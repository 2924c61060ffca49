package io.millrace.connectors.celery.journal;

import io.millrace.connectors.celery.message.PythonJson;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From where on the log has what a worker has not forgotten, by partition: the requests of its predictions, and their
 * results.
 */
public record Checkpoint(Map<Integer, Long> requests, Map<Integer, Long> results) {
  public Checkpoint {
    requests = Map.copyOf(requests);
    results = Map.copyOf(results);
  }

  byte[] write() {
    return PythonJson.write(Map.of("requests", texts(requests), "results", texts(results)));
  }

  private static Map<String, Object> texts(Map<Integer, Long> places) {
    var texts = new TreeMap<String, Object>();
    places.forEach((partition, offset) -> texts.put(String.valueOf(partition), offset));
    return texts;
  }

  static Checkpoint read(byte[] value) {
    var map = PythonJson.readObject(value);
    return new Checkpoint(places(map.get("requests")), places(map.get("results")));
  }

  private static Map<Integer, Long> places(@Nullable Object texts) {
    var places = new TreeMap<Integer, Long>();
    if (texts instanceof Map<?, ?> map) {
      map.forEach((partition, offset) ->
          places.put(Integer.valueOf(String.valueOf(partition)), ((Number) offset).longValue()));
    }
    return places;
  }
}
