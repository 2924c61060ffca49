package io.millrace.model.node;

import java.net.URI;
import java.util.Locale;

/**
 * Where containers are started on a node, for example {@code unix:///var/run/docker.sock}, {@code tcp://10.0.0.7:2376},
 * {@code tcp://10.0.0.7:2376?tls=/etc/millrace/certs/node7}, {@code kubernetes://} or {@code memory://}.
 *
 * <p>{@code tls} names the folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem}.
 */
public record NodeAddress(URI uri) {
  public NodeAddress {
    if (uri.getScheme() == null) {
      throw new IllegalArgumentException(
          "address \"%s\" has no scheme, for example unix:///var/run/docker.sock".formatted(uri));
    }
  }

  /** @throws IllegalArgumentException if the text is no such address */
  public static NodeAddress parse(String text) {
    // An empty authority is no URI to Java, though people write it.
    return new NodeAddress(URI.create(text.endsWith("://") ? text + "/" : text));
  }

  /** In small letters. */
  public String scheme() {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
