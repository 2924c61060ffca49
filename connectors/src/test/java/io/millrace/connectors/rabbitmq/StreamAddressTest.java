package io.millrace.connectors.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.amqp.BrokerAddress;
import org.junit.jupiter.api.Test;

class StreamAddressTest {
  @Test
  void ports_areThoseOfTheStreamProtocol_unlessGiven() {
    assertThat(StreamAddress.parse("rabbitmq-stream://host").broker().port()).isEqualTo(5552);
    assertThat(StreamAddress.parse("rabbitmq-stream+tls://host/v").broker().port())
        .isEqualTo(5551);
    assertThat(StreamAddress.parse("rabbitmq-stream://u:5672@host//").broker().port())
        .isEqualTo(5552);
    assertThat(StreamAddress.parse("rabbitmq-stream://u:p@host:5672/v").broker().port())
        .isEqualTo(5672);
  }

  @Test
  void parts_areReadAsThoseOfAmqp() {
    var broker = StreamAddress.parse("rabbitmq-stream+tls://u:p%40@host:1/a%2Fb?ssl_cert_reqs=none")
        .broker();
    assertThat(broker.virtualHost().name()).isEqualTo("a/b");
    assertThat(broker.user()).isEqualTo(new BrokerAddress.User("u", "p@"));
    assertThat(broker.tls()).isEqualTo(new BrokerAddress.Tls(null, false));
  }

  @Test
  void toString_hasNoPassword() {
    assertThat(StreamAddress.parse("rabbitmq-stream://user:secret@host:1//"))
        .hasToString("rabbitmq-stream://user@host:1//");
    assertThat(StreamAddress.parse("rabbitmq-stream+tls://user:secret@host/v"))
        .hasToString("rabbitmq-stream+tls://user@host:5551/v");
  }

  @Test
  void others_areRefused_withoutTheirPassword() {
    assertThatThrownBy(() -> StreamAddress.parse("amqp://user:secret@host"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the broker's address begins with \"amqp://\", not with rabbitmq-stream:// or"
            + " rabbitmq-stream+tls://");
    assertThatThrownBy(() -> StreamAddress.parse("rabbitmq-stream://user:secret@host:x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
