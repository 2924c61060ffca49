package io.millrace.ingress.infer;

import org.jspecify.annotations.Nullable;

/**
 * Model and version of an infer call's path that is written plainly, without escapes, parameters or query.
 *
 * @param version null where the path has none
 */
record InferPath(String model, @Nullable String version) {
  private static final String START = "/v2/models/";
  private static final String VERSIONS = "/versions/";
  private static final String END = "/infer";

  /** The parts of {@code /v2/models/{model}[/versions/{version}]/infer}; null for every other path. */
  static @Nullable InferPath of(String path) {
    int start = START.length();
    int end = path.length() - END.length();
    if (end <= start || !path.startsWith(START) || !path.endsWith(END) || !isPlain(path)) {
      return null;
    }
    int slash = path.indexOf('/', start);
    var model = path.substring(start, slash);
    if (model.isEmpty()) {
      return null;
    }
    if (slash == end) {
      return new InferPath(model, null);
    }
    int version = slash + VERSIONS.length();
    return path.startsWith(VERSIONS, slash) && version < end && path.indexOf('/', version) == end
        ? new InferPath(model, path.substring(version, end))
        : null;
  }

  private static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' || c == ';' || c == '?' || c == '#') {
        return false;
      }
    }
    return true;
  }
}
