package io.millrace.connectors.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import org.junit.jupiter.api.Test;

class MongoAddressTest {
  static int port(String address) {
    var host = new ConnectionString(address).getHosts().get(0);
    return Integer.parseInt(host.substring(host.indexOf(':') + 1));
  }

  @Test
  void database_isRohes_unlessOneIsNamed() {
    assertThat(MongoAddress.parse("mongodb://db:27017").database()).isEqualTo("rohe_observation");
    assertThat(MongoAddress.parse("mongodb://db/mine").database()).isEqualTo("mine");
  }

  @Test
  void text_keepsThePasswordToItself() {
    assertThat(MongoAddress.parse("mongodb://ann:secret@db:27017/mine"))
        .hasToString("mongodb://db:27017/mine");
  }

  @Test
  void otherText_isRefused() {
    assertThatThrownBy(() -> MongoAddress.parse("http://db"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mongodb://");
  }
}
