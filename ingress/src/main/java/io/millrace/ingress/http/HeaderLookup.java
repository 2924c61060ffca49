package io.millrace.ingress.http;

import org.jspecify.annotations.Nullable;

/** A request's headers, whichever layer has read them. */
@FunctionalInterface
public interface HeaderLookup {
  /** The header's first value; null where it is not there. The name's case does not matter. */
  @Nullable
  String first(String name);
}
