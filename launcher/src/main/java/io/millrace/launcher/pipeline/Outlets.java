package io.millrace.launcher.pipeline;

import io.millrace.connectors.copy.CopyStage;
import io.millrace.connectors.files.FileProjection;
import io.millrace.connectors.mongodb.EmbeddedMongo;
import io.millrace.connectors.mongodb.MongoAddress;
import io.millrace.connectors.mongodb.MongoProjection;
import io.millrace.connectors.mongodb.Upkeep;
import io.millrace.connectors.projection.Projection;
import io.millrace.connectors.projection.ProjectionState;
import io.millrace.connectors.prometheus.Meters;
import io.millrace.topology.InstanceId;
import io.millrace.topology.Topics;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The ways out of the log that one process has: meters, and projections to other places. */
public final class Outlets implements AutoCloseable {
  private static final int MONGODB_PORT = 27017;
  private static final String EMBEDDED = "embedded";

  private final PipelineConfig config;
  private final Topics topics;
  private final OutConfig out;
  private final Meters meters;
  private final List<Projection> projections = new CopyOnWriteArrayList<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  Outlets(PipelineConfig config, Topics topics, OutConfig out) {
    this.config = config;
    this.topics = topics;
    this.out = out;
    this.meters =
        new Meters(Version.current(), config.profile().toString()).projections(() -> projections);
  }

  /** What is counted here. */
  public Meters meters() {
    return meters;
  }

  /** The projections of this process. */
  public List<Projection> projections() {
    return List.copyOf(projections);
  }

  /** Each way out that is open, and where it leads; without passwords. */
  public Map<String, String> places() {
    return Collections.unmodifiableMap(places);
  }

  /** The names of projections that have stopped for good. */
  List<String> dead() {
    return projections.stream()
        .filter(one -> one.state().phase() == ProjectionState.Phase.STOPPED)
        .map(Projection::name)
        .toList();
  }

  /** The stage that copies results to a topic; null where none is wanted. */
  @Nullable
  CopyStage copy() {
    return out.copy() == null
        ? null
        : new CopyStage(topics, out.copy().topic(), out.copy().selection());
  }

  void start() {
    if (config.parts().contains(Part.INGRESS)) {
      // One process counts the windows of all: the one that people ask.
      meters.follow(config.bootstrap(), topics);
    }
    if (out.metersPort() != null) {
      int port = meters.serve(config.http().bind(), out.metersPort());
      places.put("meters", "http://%s:%d%s".formatted(config.http().bind(), port, Meters.PATH));
    }
    if (out.otlp() != null) {
      meters.send(out.otlp(), out.otlpEvery());
      places.put("otlp", out.otlp().toString());
    }
    if (out.files() != null) {
      startFiles(out.files());
    }
    if (config.parts().contains(Part.MONGODB)) {
      startMongo(Objects.requireNonNullElse(out.mongodb(), EMBEDDED));
    }
  }

  private void startFiles(OutConfig.Files files) {
    places.put("files", files.folder().toString());
    begin(FileProjection.of(config.bootstrap(), topics, files.folder(), files.mostBytes()));
  }

  private void startMongo(String where) {
    var embedded = where.startsWith(EMBEDDED) ? embedded(where) : null;
    var address = MongoAddress.parse(embedded == null ? where : embedded.address());
    var projection = MongoProjection.of(
        config.bootstrap(),
        topics,
        address,
        out.predictions(),
        InstanceId.in(config.stateDirectory().resolve("mongodb")),
        embedded == null ? Upkeep.NONE : embedded);
    places.put("mongodb", address.toString());
    begin(projection);
  }

  private EmbeddedMongo embedded(String where) {
    var folder = Objects.requireNonNullElseGet(
        out.documents(), () -> config.stateDirectory().resolve("documents"));
    var mongo = EmbeddedMongo.start(folder, embeddedPort(where));
    opened.push(mongo);
    return mongo;
  }

  /**
   * The port of {@code embedded[:PORT]}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  static int embeddedPort(String where) {
    if (where.equals(EMBEDDED)) {
      return MONGODB_PORT;
    }
    try {
      int port = Integer.parseInt(where.substring(EMBEDDED.length() + 1));
      if (where.charAt(EMBEDDED.length()) == ':' && port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "\"%s\" is neither mongodb://… nor embedded nor embedded:PORT".formatted(where));
  }

  private void begin(Projection projection) {
    projections.add(projection);
    opened.push(projection);
    projection.start();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      OpenParts.closeOne(opened.pop());
    }
    meters.close();
  }

  @Override
  public String toString() {
    return "Outlets{%s}".formatted(places);
  }
}
