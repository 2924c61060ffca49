package io.millrace.ingress.application;

import io.millrace.ingress.http.RefusedException;
import io.millrace.model.ModelFeedback;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.model.application.Registration;
import io.millrace.model.application.StreamConfig;
import io.millrace.topology.registry.RecordView;
import io.millrace.topology.serde.application.ApplicationJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Registers applications and starts and stops their observation. Each change is made to the entry as the registry has it:
 * where another change was faster, it is made again to what that left. All of it may block.
 */
final class ApplicationService {
  private static final Duration CATCH_UP = Duration.ofSeconds(10);
  private static final int TRIES = 100;
  private static final int LOCKS = 64;

  private final RecordView<RegistryEntry<Application>> view;
  private final ApplicationLog log;
  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

  ApplicationService(RecordView<RegistryEntry<Application>> view, ApplicationLog log) {
    this.view = view;
    this.log = log;
  }

  /** There is no such application, or no such registration of it. */
  static final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownException(String message) {
      super(message, null, false, false);
    }
  }

  /** The registry does not take it: the message names all mistakes. */
  static final class InvalidException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Counts a client; the first one of a run and user gives the registration its id.
   *
   * @param stages which stages come right before which; empty: as known
   */
  Registration register(String name, String run, String user, Map<String, List<String>> stages) {
    var id = UUID.randomUUID().toString();
    var after = change(name, before -> {
      var application = before == null ? Application.of(name) : before;
      var known = application.registration(run, user);
      var all = new ArrayList<>(application.registrations());
      all.remove(known);
      all.add(known == null ? new Registration(id, run, user, 1) : known.again());
      var registered = application.withRegistrations(all);
      return stages.isEmpty() ? registered : registered.withStages(stages);
    });
    return Objects.requireNonNull(
        Objects.requireNonNull(after, name).registration(run, user), name);
  }

  /** Forgets the registration of a run and user, and with the last one the application. */
  void delete(String name, String run, String user) {
    change(name, before -> {
      var known = before == null ? null : before.registration(run, user);
      if (before == null || known == null) {
        throw new UnknownException(
            "application %s of run %s and user %s does not exist".formatted(name, run, user));
      }
      var all = new ArrayList<>(before.registrations());
      all.remove(known);
      return all.isEmpty() ? null : before.withRegistrations(all);
    });
  }

  /** @param stream null: as it was observed before, or else as all applications are */
  Agent start(String name, @Nullable StreamConfig stream) {
    return agent(
        name,
        before -> new Agent(
            Agent.State.STARTED, stream != null || before == null ? stream : before.stream()));
  }

  /** Its values go into no windows until it is started again. */
  Agent stop(String name) {
    return agent(
        name, before -> new Agent(Agent.State.STOPPED, before == null ? null : before.stream()));
  }

  private Agent agent(String name, Function<@Nullable Agent, Agent> change) {
    var after =
        change(name, before -> existing(name, before).withAgent(change.apply(before.agent())));
    return Objects.requireNonNull(Objects.requireNonNull(after, name).agent(), name);
  }

  /** Says that the truth of the answers it reports will be told; null takes that back. */
  @Nullable
  ModelFeedback expect(String name, @Nullable ModelFeedback feedback) {
    var after = change(name, before -> {
      var application = before == null ? Application.of(name) : before;
      return isEmpty(application) && feedback == null ? null : application.withFeedback(feedback);
    });
    return after == null ? null : after.feedback();
  }

  /** Whether it is there for its feedback alone. */
  private static boolean isEmpty(Application application) {
    return application.registrations().isEmpty() && application.agent() == null;
  }

  /** Forgets how it is to be observed. */
  void deleteAgent(String name) {
    change(name, before -> existing(name, before).withAgent(null));
  }

  /** Stops whatever is started; the names of those. */
  List<String> stopAll() {
    var stopped = new ArrayList<String>();
    for (var entry : all()) {
      var application = entry.value();
      var agent = application == null ? null : application.agent();
      if (agent != null && agent.state() == Agent.State.STARTED) {
        try {
          stop(entry.key());
          stopped.add(entry.key());
        } catch (UnknownException e) {
          // Deleted meanwhile: nothing is left to be stopped.
        }
      }
    }
    return stopped;
  }

  /** The application's entry, as the registry has it now. */
  RegistryEntry<Application> get(String name) {
    catchUp();
    var entry = view.get(name);
    if (entry == null || entry.value() == null) {
      throw unknown(name);
    }
    return entry;
  }

  /** The entries of all applications there are, by name. */
  List<RegistryEntry<Application>> all() {
    catchUp();
    return view.values().stream()
        .filter(entry -> entry.value() != null)
        .sorted(Comparator.comparing(RegistryEntry::key))
        .toList();
  }

  private void catchUp() {
    if (!view.catchUp(CATCH_UP)) {
      throw RefusedException.unavailable("the application registry cannot be read now");
    }
  }

  private static Application existing(String name, @Nullable Application application) {
    if (application == null) {
      throw unknown(name);
    }
    return application;
  }

  private static UnknownException unknown(String name) {
    return new UnknownException("application %s does not exist: register it first".formatted(name));
  }

  /** Of several changes of one application, those of this process wait for each other: none has to be made again. */
  private @Nullable Application change(
      String name, Function<@Nullable Application, @Nullable Application> change) {
    var lock = locks[Math.floorMod(name.hashCode(), locks.length)];
    try {
      if (!lock.tryLock(CATCH_UP.toMillis(), TimeUnit.MILLISECONDS)) {
        throw RefusedException.unavailable("application %s is being changed".formatted(name));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RefusedException.unavailable("interrupted while changing " + name);
    }
    try {
      return changeAlone(name, change);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Application changeAlone(
      String name, Function<@Nullable Application, @Nullable Application> change) {
    catchUp();
    var entry = view.get(name);
    for (int tries = 0; tries < TRIES; tries++) {
      long epoch = entry == null ? 0 : entry.epoch();
      var wanted = change.apply(entry == null ? null : entry.value());
      if (wanted == null && (entry == null || entry.value() == null)) {
        return null;
      }
      entry = send(name, epoch, wanted);
      var rejection = entry.lastCommand().rejection();
      if (rejection == null) {
        return entry.value();
      }
      if (entry.epoch() == epoch) {
        throw new InvalidException(rejection);
      }
    }
    throw RefusedException.unavailable(
        "application %s is being changed by too many others".formatted(name));
  }

  private RegistryEntry<Application> send(
      String name, long epoch, @Nullable Application application) {
    try {
      var json = application == null ? null : ApplicationJson.write(application).toString();
      return log.send(name, epoch, json).get();
    } catch (ExecutionException e) {
      throw RefusedException.unavailable(
          "the application registry did not answer: %s. Maybe no process runs the part metrics"
              .formatted(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RefusedException.unavailable("interrupted while changing " + name);
    }
  }
}
