package io.millrace.topology.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

class RegistryPublisherTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Topics topics = new Topics(TopicsConfig.DEFAULTS);
  private final InMemoryView<RegistryEntry<Contract>> view = new InMemoryView<>();
  private final MockProducer<String, RegistryCommand> log = new MockProducer<>(
      false,
      null,
      topics.contractCommands().keys().serializer(),
      topics.contractCommands().values().serializer());
  private final RegistryPublisher<Contract> publisher =
      new RegistryPublisher<>(topics.contractCommands(), log, view);

  private RegistryCommand sent() {
    return log.history().get(log.history().size() - 1).value();
  }

  private static RegistryEntry<Contract> entry(String key, String commandId) {
    return new RegistryEntry<>(key, 1, null, null, new ModelRecord.Outcome(commandId, null));
  }

  @Test
  void command_goesUnderItsKey_andItsOwnOutcomeAnswersIt() {
    var answer = publisher.set("gold", 3L, "{\"a\": 1}", LONG);
    assertThat(log.history().get(0).key()).isEqualTo("gold");
    assertThat(sent().expectedEpoch()).isEqualTo(3);
    assertThat(sent().value()).isEqualTo("{\"a\": 1}");

    view.put("gold", entry("gold", "another's"));
    assertThat(answer).isNotDone();
    var own = entry("gold", sent().commandId());
    view.put("gold", own);
    assertThat(answer).isCompletedWithValue(own);
  }

  @Test
  void takenBack_hasNoValue() {
    var answer = publisher.takeBack("gold", null, LONG);
    assertThat(sent().value()).isNull();
    view.put("gold", entry("gold", sent().commandId()));
    assertThat(answer).isCompleted();
  }

  @Test
  void logThatDoesNotTakeIt_failsTheCall() {
    var answer = publisher.set("gold", null, "{}", LONG);
    log.errorNext(new RecordTooLargeException("too large"));
    assertThatThrownBy(answer::join).hasRootCauseInstanceOf(RecordTooLargeException.class);
  }

  @Test
  void valueThatIsNoJson_failsTheCall_andIsNotSent() {
    var answer = publisher.set("gold", null, "{", LONG);
    assertThat(answer).isCompletedExceptionally();
    assertThat(log.history()).isEmpty();
  }

  @Test
  void registryThatDoesNotAnswer_failsTheCall() {
    var answer = publisher.set("gold", null, "{}", Duration.ofMillis(1));
    assertThatThrownBy(answer::join).hasRootCauseInstanceOf(TimeoutException.class);
  }
}
