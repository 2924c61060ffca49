package io.millrace.connectors.celery.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a message as Java's values, by its content type. */
final class Body {
  /**
   * The longest body, before and after decompression. Its values take many times its bytes, so that a small heap sets a
   * lower limit.
   */
  static final int MOST = (int) Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 32);

  private Body() {}

  /** @throws UnreadableMessageException if the content type is not accepted, or the body is not of it */
  static @Nullable Object read(Envelope envelope) {
    var type = envelope.properties().contentType();
    if (type == null || type.isEmpty()) {
      throw UnreadableMessageException.invalid("the message has no content type");
    }
    if (envelope.body().length > MOST) {
      throw UnreadableMessageException.undecodable(
          "the body has %d bytes, %d are the most here".formatted(envelope.body().length, MOST),
          null);
    }
    var bytes =
        Compression.undone(envelope.body(), text(envelope.headers().get("compression")), MOST);
    return switch (type.toLowerCase(Locale.ROOT)) {
      case PythonJson.CONTENT_TYPE -> PythonJson.read(utf8(bytes, envelope));
      case "application/x-msgpack", "application/msgpack" -> MessagePackBody.read(bytes);
      case "application/x-yaml", "application/yaml" -> YamlBody.read(bytes);
      case "application/x-python-serialize", "application/x-pickle" ->
        throw UnreadableMessageException.disallowed(
            "content type \"%s\" is pickle, which runs what it reads; send JSON".formatted(type));
      default ->
        throw UnreadableMessageException.disallowed(
            "content type \"%s\" is none of JSON, msgpack and YAML".formatted(type));
    };
  }

  private static byte[] utf8(byte[] bytes, Envelope envelope) {
    var encoding = envelope.properties().contentEncoding();
    var charset = charset(encoding == null || encoding.isEmpty() ? "utf-8" : encoding);
    if (charset.equals(StandardCharsets.UTF_8)) {
      return bytes;
    }
    try {
      return charset
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes))
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw UnreadableMessageException.undecodable(
          "the body is not text in %s".formatted(encoding), e);
    }
  }

  private static Charset charset(String encoding) {
    try {
      // Celery says "binary" of what is no text; of JSON it is UTF-8 all the same.
      return encoding.equalsIgnoreCase("binary")
          ? StandardCharsets.UTF_8
          : Charset.forName(encoding);
    } catch (IllegalArgumentException e) {
      throw UnreadableMessageException.disallowed(
          "content encoding \"%s\" is not known".formatted(encoding));
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
