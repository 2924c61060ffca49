package io.millrace.connectors.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.Stamp;
import io.millrace.topology.serde.placement.PlacementJson;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class JsonDocumentsTest {
  private static CollectionProjection.Change read(Decision decision, long offset) {
    var record = new ConsumerRecord<>(
        "allocation.decisions", 0, offset, "edge".getBytes(UTF_8), PlacementJson.bytes(decision));
    return requireNonNull(JsonDocuments.decisions().read(record));
  }

  @Test
  void decision_isOneDocument_whereverItStandsOnTheLog() {
    var applied = new Decision.Applied(new Stamp("c1", 7, 2, 1, ""), "node n1 is added");
    var first = read(applied, 10);
    assertThat(first.id().asString().getValue()).isEqualTo("edge/7/2/c1");
    assertThat(requireNonNull(first.document()).toJson())
        .contains("\"what\": \"node n1 is added\"");
    assertThat(read(applied, 99)).isEqualTo(first);
  }

  @Test
  void refusalsOfWhatCouldNotBeRead_areKeptApart() {
    var one = new Decision.Refused(new Stamp("allocation.requests-0-5", 0, 0, 0, ""), "no JSON");
    var other = new Decision.Refused(new Stamp("allocation.requests-0-6", 0, 0, 0, ""), "no JSON");
    assertThat(read(one, 1).id()).isNotEqualTo(read(other, 2).id());
  }
}
