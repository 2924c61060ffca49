package io.millrace.connectors.celery.message;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Values in YAML, of its safe types only. */
final class YamlBody {
  private static final int DEEPEST = 100;

  private YamlBody() {}

  static @Nullable Object read(byte[] bytes) {
    try {
      var options = new LoaderOptions();
      options.setCodePointLimit(Body.MOST);
      Object value =
          new Yaml(new SafeConstructor(options)).load(new String(bytes, StandardCharsets.UTF_8));
      return java(value, 0);
    } catch (YAMLException e) {
      throw UnreadableMessageException.undecodable(
          "the body is not YAML of safe types: %s".formatted(e.getMessage()), e);
    }
  }

  private static @Nullable Object java(@Nullable Object value, int depth) {
    if (depth > DEEPEST) { // an alias may stand within what it names
      throw UnreadableMessageException.undecodable(
          "the body is nested deeper than %d".formatted(DEEPEST), null);
    }
    if (value instanceof Collection<?> list) {
      var copy = new ArrayList<@Nullable Object>(list.size());
      list.forEach(one -> copy.add(java(one, depth + 1)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, one) -> copy.put(String.valueOf(key), java(one, depth + 1)));
      return copy;
    }
    return value instanceof Date date ? date.toInstant().atOffset(ZoneOffset.UTC) : value;
  }
}
