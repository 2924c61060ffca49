package io.millrace.connectors.amqp;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker is, read as Celery reads it: {@code amqp://user:password@host:port/vhost}, also {@code pyamqp://} and
 * {@code amqps://}. One slash at the end, or none, is the virtual host {@code /}; so are two. Parameters: {@code
 * heartbeat} in seconds, {@code ssl=true}, {@code ssl_ca_certs=FILE} and {@code ssl_cert_reqs=required|none}.
 *
 * @param user null is the broker's default, {@code guest}
 * @param heartbeat seconds between heartbeats; null leaves it to the broker
 * @param tls null talks in the clear
 */
public record BrokerAddress(
    String host,
    int port,
    @Nullable User user,
    VirtualHost virtualHost,
    @Nullable Integer heartbeat,
    @Nullable Tls tls) {

  /** Who asks; the password is never shown. */
  public record User(String name, String password) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A name space of the broker. */
  public record VirtualHost(String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * How the broker proves who it is.
   *
   * @param authorities certificates in PEM that are trusted; null trusts those of the JVM
   * @param verified false takes any certificate
   */
  public record Tls(@Nullable Path authorities, boolean verified) {}

  private static final Pattern PORT = Pattern.compile("\\G:\\d+(?=[/?]|$)");
  private static final int PLAIN_PORT = 5672;
  private static final int TLS_PORT = 5671;
  private static final int MOST_PORTS = 65_535;
  private static final Set<String> SCHEMES =
      Set.of("amqp", "pyamqp", "py-amqp", "librabbitmq", "amqps", "rabbitmq");
  private static final Set<String> PARAMETERS =
      Set.of("heartbeat", "ssl", "ssl_ca_certs", "ssl_cert_reqs");

  /**
   * Reads one address, or several with {@code ;} between them, which are tried in turn.
   *
   * @throws IllegalArgumentException if one is none; says which, without its password
   */
  public static List<BrokerAddress> parseAll(String text) {
    var all = Arrays.stream(text.split(";", -1))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .map(BrokerAddress::parse)
        .toList();
    if (all.isEmpty()) {
      throw new IllegalArgumentException("the broker's address is empty");
    }
    return all;
  }

  /**
   * Reads one address.
   *
   * @throws IllegalArgumentException if it is none; says what is wrong, without the password
   */
  public static BrokerAddress parse(String text) {
    var uri = uri(text);
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      throw wrong(text, "it begins with none of amqp://, pyamqp:// and amqps://");
    }
    if (isCut(text, uri)) {
      throw wrong(text, "a /, ? or # within a user's name or password is written %2F, %3F or %23");
    }
    var parameters = parameters(text, uri.getRawQuery());
    var tls = tls(text, scheme, parameters);
    var host = host(uri);
    return new BrokerAddress(
        host.name(),
        host.port() == null ? (tls == null ? PLAIN_PORT : TLS_PORT) : port(text, host.port()),
        user(uri.getRawAuthority()),
        virtualHost(uri.getRawPath()),
        heartbeat(text, parameters.get("heartbeat")),
        tls);
  }

  // What follows the user's colon would be taken for a port, and shown as one.
  private static boolean isCut(String text, URI uri) {
    var authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int colon = authority.indexOf(':');
    return text.indexOf('@') >= 0
        && authority.indexOf('@') < 0
        && colon > 0
        && !authority.substring(colon + 1).matches("\\d*");
  }

  private record Host(String name, @Nullable String port) {}

  private static URI uri(String text) {
    try {
      return new URI(text.endsWith("://") ? text + "localhost" : text);
    } catch (URISyntaxException e) {
      throw wrong(text, e.getReason());
    }
  }

  private static Host host(URI uri) {
    var authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    var place = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = place.lastIndexOf(':');
    boolean hasPort = colon >= 0 && colon > place.lastIndexOf(']');
    var name = hasPort ? place.substring(0, colon) : place;
    var port = hasPort ? place.substring(colon + 1) : "";
    return new Host(name.isEmpty() ? "localhost" : name, port.isEmpty() ? null : port);
  }

  private static int port(String text, String port) {
    try {
      int number = Integer.parseInt(port);
      if (number > 0 && number <= MOST_PORTS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as a number out of range is.
    }
    var shown =
        text.indexOf('@') < 0 && !port.matches("\\d+") ? "it" : "port \"%s\"".formatted(port);
    throw wrong(text, "%s is not from 1 to %d".formatted(shown, MOST_PORTS));
  }

  private static @Nullable User user(@Nullable String authority) {
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    if (authority == null || at < 0) {
      return null;
    }
    var both = authority.substring(0, at);
    int colon = both.indexOf(':');
    return colon < 0
        ? new User(decoded(both), decoded(both).equals("guest") ? "guest" : "")
        : new User(decoded(both.substring(0, colon)), decoded(both.substring(colon + 1)));
  }

  // Celery drops one leading slash, and takes what is left; of nothing it makes "/".
  private static VirtualHost virtualHost(@Nullable String path) {
    var rest = path == null || path.isEmpty() ? "" : path.substring(1);
    return new VirtualHost(rest.isEmpty() ? "/" : decoded(rest));
  }

  private static @Nullable Integer heartbeat(String text, @Nullable String seconds) {
    if (seconds == null) {
      return null;
    }
    try {
      return Math.max(0, (int) Double.parseDouble(seconds));
    } catch (NumberFormatException e) {
      throw wrong(text, "heartbeat \"%s\" is no number of seconds".formatted(seconds));
    }
  }

  private static @Nullable Tls tls(String text, String scheme, Map<String, String> parameters) {
    var wanted = parameters.getOrDefault("ssl", "").toLowerCase(Locale.ROOT);
    boolean named = Set.of("1", "true", "yes").contains(wanted);
    if (!scheme.equals("amqps") && !named && !parameters.containsKey("ssl_ca_certs")) {
      return null;
    }
    var authorities = parameters.get("ssl_ca_certs");
    var asked = parameters.getOrDefault("ssl_cert_reqs", "required").toLowerCase(Locale.ROOT);
    return switch (asked.startsWith("cert_") ? asked.substring("cert_".length()) : asked) {
      case "required" -> new Tls(authorities == null ? null : Path.of(authorities), true);
      case "none" -> new Tls(authorities == null ? null : Path.of(authorities), false);
      default ->
        throw wrong(text, "ssl_cert_reqs \"%s\" is neither required nor none".formatted(asked));
    };
  }

  private static Map<String, String> parameters(String text, @Nullable String query) {
    var parameters = new LinkedHashMap<String, String>();
    if (query == null) {
      return parameters;
    }
    for (var one : query.split("&", -1)) {
      if (one.isEmpty()) {
        continue;
      }
      int equals = one.indexOf('=');
      var name = decoded(equals < 0 ? one : one.substring(0, equals));
      if (!PARAMETERS.contains(name)) {
        throw wrong(
            text,
            "parameter \"%s\" is none of %s"
                .formatted(name, PARAMETERS.stream().sorted().toList()));
      }
      parameters.put(name, equals < 0 ? "" : decoded(one.substring(equals + 1)));
    }
    return parameters;
  }

  private static String decoded(String text) {
    // In this part of an address a plus is a plus.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException(
        "\"%s\" is no address of a broker: %s".formatted(withoutPassword(text), what));
  }

  private static String withoutPassword(String text) {
    int at = text.lastIndexOf('@');
    int start = text.indexOf("//");
    int user = start < 0 ? 0 : start + 2;
    if (at > user) {
      return text.substring(0, user) + "***" + text.substring(at);
    }
    // What stands before a ; of a password has no host of its own.
    int colon = text.indexOf(':', user);
    return colon < 0 || PORT.matcher(text).find(colon) ? text : text.substring(0, colon) + ":***";
  }

  /** The address as it may be shown: without the password. */
  @Override
  public String toString() {
    var who = user == null ? "" : user.name() + "@";
    var where = virtualHost.name().equals("/") ? "//" : "/" + virtualHost;
    return "%s://%s%s:%d%s".formatted(tls == null ? "amqp" : "amqps", who, host, port, where);
  }
}
