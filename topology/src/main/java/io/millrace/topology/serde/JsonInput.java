package io.millrace.topology.serde;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/** A walk over the tokens of one JSON text, which says at which byte something else was expected. */
final class JsonInput implements AutoCloseable {
  private static final int DEEPEST = 80;

  static final JsonFactory FACTORY = JsonFactory.builder()
      // Read so that they can be refused by name; they are not written.
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
      .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
      .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
      .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
      .recyclerPool(JsonRecyclerPools.threadLocalPool())
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxStringLength(Integer.MAX_VALUE)
          .build())
      .build();

  private final byte[] bytes;
  private final int start;
  private final JsonParser parser;

  JsonInput(byte[] bytes) {
    this(bytes, 0);
  }

  private JsonInput(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
    this.parser =
        FACTORY.createParser(ObjectReadContext.empty(), bytes, start, bytes.length - start);
  }

  /** Another walk over the same text, from that byte. */
  JsonInput from(int at) {
    return new JsonInput(bytes, at);
  }

  /** The current token's first byte. */
  int at() {
    return start + (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Bytes of the whole text. */
  int length() {
    return bytes.length;
  }

  JsonParser parser() {
    return parser;
  }

  @Override
  public void close() {
    parser.close();
  }

  JsonToken next() {
    var token = parser.nextToken();
    if (token == null) {
      throw endsEarly();
    }
    return token;
  }

  void startObject(String what) {
    if (next() != JsonToken.START_OBJECT) {
      throw expected(what, "an object");
    }
  }

  /** The next field's name, its value still to come; null at the object's end. */
  @Nullable
  String nextField() {
    return parser.nextName();
  }

  /** Enters an array; its elements come with {@link #nextElement}. */
  void startArray(String what) {
    if (next() != JsonToken.START_ARRAY) {
      throw expected(what, "an array");
    }
  }

  boolean nextElement() {
    return next() != JsonToken.END_ARRAY;
  }

  String nextText(String what) {
    if (next() != JsonToken.VALUE_STRING) {
      throw expected(what, "a string");
    }
    return parser.getString();
  }

  /** Steps over the value that comes next. */
  void skipNext() {
    next();
    skip();
  }

  /** Steps over the current value. */
  void skip() {
    int depth = 0;
    while (true) {
      switch (parser.currentToken()) {
        case START_ARRAY, START_OBJECT -> depth++;
        case END_ARRAY, END_OBJECT -> depth--;
        case VALUE_NUMBER_FLOAT -> refuseNaN();
        default -> {
          // Whatever it holds is of no interest.
        }
      }
      if (depth == 0) {
        return;
      }
      next();
    }
  }

  void refuseNaN() {
    if (parser.isNaN()) {
      throw malformed("%s is not JSON; send it with binary/protobuf".formatted(parser.getString()));
    }
  }

  /** Refuses anything but white space after the text. */
  void end() {
    if (parser.nextToken() != null) {
      throw malformed("%s after its end".formatted(found()));
    }
  }

  InvalidRequestException expected(String what, String expected) {
    return malformed("%s must be %s, not %s".formatted(what, expected, found()));
  }

  /** The current token, for messages. */
  String found() {
    var token = parser.currentToken();
    if (token == null) {
      return "its end";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "the string \"%s\"".formatted(Utf8.shortened(parser.getString()));
      case VALUE_NULL, VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
        Utf8.shortened(parser.getString());
      case PROPERTY_NAME, END_ARRAY, END_OBJECT, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
        token.asString();
    };
  }

  InvalidRequestException malformed(String what) {
    return new InvalidRequestException(
        FailureCode.MALFORMED, "JSON at byte %d: %s".formatted(at(), what));
  }

  InvalidRequestException endsEarly() {
    return new InvalidRequestException(
        FailureCode.MALFORMED,
        "JSON ends at byte %d before it is complete".formatted(bytes.length));
  }

  /** What the parser found wrong, in our words. */
  InvalidRequestException notJson(JacksonException e) {
    if (e instanceof UnexpectedEndOfInputException) {
      return endsEarly();
    }
    // The parser's own advice, in brackets and on further lines, is about its settings.
    var message =
        e.getOriginalMessage().split("\n|: was expecting| \\(start marker| \\(code", 2)[0];
    long at = start + Math.max(0, parser.currentLocation().getByteOffset());
    return new InvalidRequestException(
        FailureCode.MALFORMED, "not JSON at byte %d: %s".formatted(at, Utf8.shortened(message)));
  }
}
