package io.millrace.connectors.kubernetes;

import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ServiceName;
import io.millrace.model.node.PoolName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * Our names in Kubernetes' alphabets. What does not fit is cut and replaced, and gets a hash of the whole, so that two
 * names stay two.
 */
final class KubernetesNames {
  /** So long that a Deployment's name with the suffixes of its pods is still a host name. */
  private static final int MOST_OF_A_NAME = 52;

  private static final int MOST_OF_A_LABEL = 63;
  private static final int HASH = 8;

  private KubernetesNames() {}

  static String instance(InstanceKey key) {
    return name("mr-" + key.pool() + "-" + key.allocation(), key.toString(), isPlain(key.pool()));
  }

  static String service(PoolName pool, ServiceName service) {
    return name("mr-" + pool + "-service-" + service, pool + "/service/" + service, isPlain(pool));
  }

  // A hyphen in the pool would make pool "a-b" and allocation "c" meet pool "a" and allocation
  // "b-c".
  private static boolean isPlain(PoolName pool) {
    return pool.value().indexOf('-') < 0;
  }

  /** A DNS label that starts with a letter: legal for every kind of object. */
  private static String name(String readable, String exact, boolean unique) {
    var legal = readable.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    boolean same = unique && legal.equals(readable) && legal.length() <= MOST_OF_A_NAME;
    if (same && !legal.endsWith("-")) {
      return legal;
    }
    int room = MOST_OF_A_NAME - HASH - 1;
    return (legal.length() > room ? legal.substring(0, room) : legal) + "-" + hash(exact);
  }

  /** A label's value: the text itself where that is legal. */
  static String label(String text) {
    if (isLabel(text)) {
      return text;
    }
    var legal = text.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    int room = MOST_OF_A_LABEL - HASH - 1;
    return (legal.length() > room ? legal.substring(0, room) : legal)
        + (legal.isEmpty() ? "" : "-")
        + hash(text);
  }

  static boolean isLabel(String text) {
    return text.length() <= MOST_OF_A_LABEL
        && text.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
  }

  /** A label's name, with or without a domain before it. */
  static boolean isLabelName(String text) {
    int slash = text.indexOf('/');
    return isLabel(text.substring(slash + 1))
        && (slash < 0 || text.substring(0, slash).matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"));
  }

  private static String hash(String text) {
    var hex = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    return hex.substring(0, HASH);
  }
}
