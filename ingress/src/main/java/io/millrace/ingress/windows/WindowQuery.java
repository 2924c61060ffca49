package io.millrace.ingress.windows;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.qoa.WindowKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Which windows of an application are wanted. A set that is empty lets all through.
 *
 * @param from only windows that end after it
 * @param to only windows that start before it
 * @param limit the most windows; the newest are given
 */
record WindowQuery(
    String application,
    Set<String> stages,
    Set<String> instances,
    Set<String> metrics,
    Set<WindowKind> kinds,
    @Nullable Instant from,
    @Nullable Instant to,
    RolledUp rolledUp,
    int limit) {
  static final int DEFAULT_LIMIT = 1000;
  static final int MOST = 10_000;

  private static final Set<String> OF_SERIES = Set.of("stage", "instance", "metric", "kind");
  private static final Set<String> KNOWN = union(OF_SERIES, "from", "to", "rollup", "limit");

  private static Set<String> union(Set<String> names, String... more) {
    var all = new TreeSet<>(names);
    all.addAll(List.of(more));
    return all;
  }

  /**
   * Reads the parameters of a query.
   *
   * @throws InvalidRequestException if one is not known, or has a value that it cannot have
   */
  static WindowQuery of(String application, MultiValueMap<String, String> given) {
    refuseUnknown(given, KNOWN);
    var from = time("from", given);
    var to = time("to", given);
    if (from != null && to != null && !from.isBefore(to)) {
      throw bad("from: %s is not before to: %s".formatted(from, to));
    }
    return new WindowQuery(
        application,
        texts("stage", given),
        texts("instance", given),
        texts("metric", given),
        kinds(given),
        from,
        to,
        rolledUp(given.getFirst("rollup")),
        limit(given.getFirst("limit")));
  }

  /** Reads the parameters of a stream, which are those that name series. */
  static WindowQuery ofStream(String application, MultiValueMap<String, String> given) {
    refuseUnknown(given, OF_SERIES);
    return of(application, given);
  }

  private static void refuseUnknown(MultiValueMap<String, String> given, Set<String> known) {
    for (var name : given.keySet()) {
      if (!known.contains(name)) {
        throw bad("parameter \"%s\" is not known here; there are %s"
            .formatted(name, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private static Set<String> texts(String name, MultiValueMap<String, String> given) {
    var values = given.get(name);
    return values == null ? Set.of() : Set.copyOf(new TreeSet<>(values));
  }

  private static Set<WindowKind> kinds(MultiValueMap<String, String> given) {
    return texts("kind", given).stream().map(WindowQuery::kind).collect(Collectors.toSet());
  }

  private static WindowKind kind(String text) {
    var name = text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(WindowKind.values())
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            bad("kind: \"%s\" is none; there are %s".formatted(text, names(WindowKind.values()))));
  }

  private static RolledUp rolledUp(@Nullable String text) {
    if (text == null) {
      return RolledUp.AS_WRITTEN;
    }
    return Arrays.stream(RolledUp.values())
        .filter(one -> one != RolledUp.AS_WRITTEN && name(one).equals(text))
        .findFirst()
        .orElseThrow(
            () -> bad("rollup: \"%s\" is none of none, instances and stages".formatted(text)));
  }

  private static String names(Enum<?>[] all) {
    return Arrays.stream(all).map(WindowQuery::name).collect(Collectors.joining(", "));
  }

  private static String name(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable Instant time(String name, MultiValueMap<String, String> given) {
    var text = given.getFirst(name);
    if (text == null) {
      return null;
    }
    try {
      // A plus sign in an address that was not encoded arrives as a blank.
      return OffsetDateTime.parse(text.strip().replace(' ', '+')).toInstant();
    } catch (DateTimeException e) {
      throw bad("%s: \"%s\" is no time such as 2026-03-01T12:00:00Z".formatted(name, text));
    }
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw noLimit(text);
    }
    throw noLimit(text);
  }

  private static InvalidRequestException noLimit(String text) {
    return bad("limit: \"%s\" is no number from 1 to %d".formatted(text, MOST));
  }

  private static InvalidRequestException bad(String message) {
    return new InvalidRequestException(FailureCode.MALFORMED, message);
  }

  boolean wants(SeriesName series) {
    return isAmong(stages, series.stage())
        && isAmong(instances, series.instance())
        && isAmong(metrics, series.metric());
  }

  private static boolean isAmong(Set<String> names, @Nullable String name) {
    return names.isEmpty() || (name != null && names.contains(name));
  }

  boolean wants(KeptWindow.Span span) {
    return (kinds.isEmpty() || kinds.contains(span.kind()))
        && (from == null || span.end().isAfter(from))
        && (to == null || span.start().isBefore(to));
  }
}
