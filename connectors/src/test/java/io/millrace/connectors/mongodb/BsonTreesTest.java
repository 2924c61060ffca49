package io.millrace.connectors.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class BsonTreesTest {
  @Test
  void json_keepsItsTypes_andMeansNothingElse() {
    assertThat(read("""
        {"i": 1, "l": 12345678901, "big": 12345678901234567890, "d": 1.5, "t": "x", "b": true,
         "n": null, "a": [1, {"x": []}], "$date": {"$oid": "y"}}"""))
        .isEqualTo(
            BsonDocument.parse("""
            {"i": {"$numberInt": "1"}, "l": {"$numberLong": "12345678901"},
             "big": {"$numberDecimal": "12345678901234567890"}, "d": {"$numberDouble": "1.5"},
             "t": "x", "b": true, "n": null, "a": [{"$numberInt": "1"}, {"x": []}]}""").append("$date", new BsonDocument("$oid", BsonTrees.text("y"))));
  }

  @Test
  void numberBeyondAllTypes_isTheNearestDouble() {
    assertThat(read("{\"n\": 1" + "0".repeat(60) + "1}").getDouble("n").getValue())
        .isEqualTo(1e61);
  }

  @Test
  void otherThanAnObject_isRefused() {
    assertThatThrownBy(() -> read("[1]")).hasMessage("no JSON object but ARRAY");
    assertThatThrownBy(() -> read("{")).hasMessageStartingWith("no JSON: ");
  }

  private static BsonDocument read(String json) {
    return BsonTrees.document(BsonTrees.parse(json.getBytes(UTF_8)));
  }
}
