package io.millrace.topology.serde.qoa;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Steps through the JSON of one report. Whatever is not quite as the clients write it is {@link Unusual}, for the general
 * reader to judge: this one is quick because it need not explain.
 */
final class PlainJson {
  private final JsonParser in;
  private final Texts texts;
  private final int maxDepth;

  /** The names in the objects that are open, one after the other. */
  private String[] names = new String[64];

  private int named;

  /** The report has to be read by the general reader. */
  static final class Unusual extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusual() {
      super(null, null, false, false);
    }
  }

  PlainJson(JsonParser in, Texts texts, int maxDepth) {
    this.in = in;
    this.texts = texts;
    this.maxDepth = maxDepth;
  }

  static void require(boolean plain) {
    if (!plain) {
      throw new Unusual();
    }
  }

  JsonToken token() {
    return in.currentToken();
  }

  boolean isNull() {
    return in.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Takes the fields of an object. */
  @FunctionalInterface
  interface Each {
    /** The field's value is the current token; it has to be read to its end. */
    void field(String name);
  }

  /** Reads the object that begins here, no name of which may come twice. */
  void object(Each each) {
    require(in.currentToken() == JsonToken.START_OBJECT);
    int mark = named;
    for (var name = in.nextName(); name != null; name = in.nextName()) {
      note(name, mark);
      in.nextToken();
      each.field(name);
    }
    require(in.currentToken() == JsonToken.END_OBJECT);
    named = mark;
  }

  /** As {@link #object}; null is passed over. */
  void maybeObject(Each each) {
    if (!isNull()) {
      object(each);
    }
  }

  /** As {@link #object}, of an object whose fields are objects or null, and whose names are those of places or metrics. */
  void objects(Each each) {
    object(name -> {
      require(Texts.isWellFormed(name));
      if (!isNull()) {
        require(in.currentToken() == JsonToken.START_OBJECT);
        each.field(name);
      }
    });
  }

  /** Reads the list of objects that begins here; null is passed over. */
  void list(Runnable element) {
    if (isNull()) {
      return;
    }
    require(in.currentToken() == JsonToken.START_ARRAY);
    while (in.nextToken() != JsonToken.END_ARRAY) {
      require(in.currentToken() == JsonToken.START_OBJECT);
      element.run();
    }
  }

  private void note(String name, int mark) {
    for (int i = mark; i < named; i++) {
      require(!names[i].equals(name));
    }
    if (named == names.length) {
      // More fields than the clients write, among which looking for the same one would take long.
      require(named < 4096);
      names = Arrays.copyOf(names, 2 * named);
    }
    names[named++] = name;
  }

  /** Steps over the value. */
  void skip() {
    int open = 0;
    for (var token = in.currentToken(); ; token = in.nextToken()) {
      if (token.isStructStart()) {
        open++;
        require(in.streamReadContext().getNestingDepth() <= maxDepth);
      } else if (token.isStructEnd()) {
        open--;
      }
      if (open == 0) {
        return;
      }
    }
  }

  /** Steps over what has to be a text or a number, or null. */
  void skipText() {
    require(in.currentToken().isScalarValue() && !in.currentToken().isBoolean());
  }

  /** The text; null where there is null or nothing but blanks. */
  @Nullable
  String text() {
    if (isNull()) {
      return null;
    }
    var text = texts.of(in);
    if (text == null) {
      throw new Unusual();
    }
    return text.isBlank() ? null : text;
  }

  double number() {
    double value = in.getDoubleValue();
    // A whole number beyond all doubles is none to the general reader.
    require(Double.isFinite(value) || in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT);
    return value;
  }

  /** Goes on to the next element of a list; false at its end. */
  boolean nextElement() {
    return in.nextToken() != JsonToken.END_ARRAY;
  }
}
