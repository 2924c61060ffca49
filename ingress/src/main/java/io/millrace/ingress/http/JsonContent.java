package io.millrace.ingress.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Bodies that are JSON, by what their headers say. */
public final class JsonContent {
  private static final String FORM = "application/x-www-form-urlencoded";

  private JsonContent() {}

  /**
   * Lets JSON through, also where no type is given.
   *
   * @throws ResponseStatusException 415 for any other type, and for a body that is compressed
   */
  public static void require(HttpHeaders headers) {
    require(headers::getFirst);
  }

  /** As {@link #require(HttpHeaders)}. */
  public static void require(HeaderLookup headers) {
    require(headers, false);
  }

  /**
   * As {@link #require(HttpHeaders)}, and lets through what {@code curl -d} calls all that it sends. For calls that change
   * nothing: a page of any site can have a browser send such a one.
   */
  public static void requireOrForm(HeaderLookup headers) {
    require(headers, true);
  }

  private static void require(HeaderLookup headers, boolean form) {
    var type = headers.first(HttpHeaders.CONTENT_TYPE);
    if (type != null && !isJson(type) && !(form && type.startsWith(FORM))) {
      throw unsupported("content type \"%s\": send application/json".formatted(type));
    }
    var encoding = headers.first(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw unsupported("content encoding \"%s\": send the body as it is".formatted(encoding));
    }
  }

  private static boolean isJson(String type) {
    if (type.startsWith("application/json")) {
      return true;
    }
    int end = type.indexOf(';');
    var plain = (end < 0 ? type : type.substring(0, end)).strip();
    return plain.equalsIgnoreCase("application/json")
        || plain.regionMatches(true, plain.length() - 5, "+json", 0, 5);
  }

  private static ResponseStatusException unsupported(String message) {
    return new ResponseStatusException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, message);
  }
}
