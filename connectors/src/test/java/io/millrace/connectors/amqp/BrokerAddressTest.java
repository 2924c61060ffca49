package io.millrace.connectors.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "amqp://rabbit, rabbit, 5672, /",
    "amqp://rabbit:5673/, rabbit, 5673, /",
    "pyamqp://guest@localhost//, localhost, 5672, /",
    "pyamqp://rabbitmq:rabbitmq@rabbit:5672/, rabbit, 5672, /",
    "amqp://u:p@h/serving, h, 5672, serving",
    "amqp://u:p@h//serving, h, 5672, /serving",
    "amqp://u:p@h/%2Fserving, h, 5672, /serving",
    "amqp://, localhost, 5672, /",
    "amqps://h/x, h, 5671, x",
    "amqp://[::1]:5673/x, [::1], 5673, x"
  })
  void address_isReadAsCeleryReadsIt(String text, String host, int port, String virtualHost) {
    var address = BrokerAddress.parse(text);

    assertThat(address.host()).isEqualTo(host);
    assertThat(address.port()).isEqualTo(port);
    assertThat(address.virtualHost().name()).isEqualTo(virtualHost);
  }

  @Test
  void user_isDecoded_andPasswordNeverShown() {
    var address = BrokerAddress.parse("amqp://me%40home:p%2Fw+d@h:1/v?heartbeat=30");

    assertThat(address.user()).isEqualTo(new BrokerAddress.User("me@home", "p/w+d"));
    assertThat(address.heartbeat()).isEqualTo(30);
    assertThat(address.toString()).isEqualTo("amqp://me@home@h:1/v");
    assertThat(address.user() + address.toString()).doesNotContain("p/w+d");
  }

  @Test
  void tls_isAskedForByTheSchemeOrByParameters() {
    assertThat(BrokerAddress.parse("amqp://h").tls()).isNull();
    assertThat(BrokerAddress.parse("amqps://h").tls()).isEqualTo(new BrokerAddress.Tls(null, true));
    assertThat(
            BrokerAddress.parse("amqp://h:9/?ssl=true&ssl_cert_reqs=CERT_NONE").tls())
        .isEqualTo(new BrokerAddress.Tls(null, false));
    assertThat(BrokerAddress.parse("amqp://h?ssl_ca_certs=/etc/ca.pem").tls())
        .isEqualTo(new BrokerAddress.Tls(Path.of("/etc/ca.pem"), true));
  }

  @Test
  void severalAddresses_areAllRead() {
    assertThat(BrokerAddress.parseAll("amqp://a;amqp://b:7/"))
        .extracting(BrokerAddress::host)
        .containsExactly("a", "b");
  }

  @Test
  void passwordWithASemicolon_isNotShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrokerAddress.parseAll("amqp://u:secret;more@h//"))
        .withMessageContaining("amqp://u:***")
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://h/0|redis://h/0\" is no address of a broker: it begins with none",
        "amqp://u:secret@h:port/|port \"port\" is not from 1 to 65535",
        "amqp://u:secret@h:70000/|port \"70000\"",
        "amqp://u:secret@h/?heartbeat=often|heartbeat \"often\" is no number",
        "amqp://u:secret@h/?colour=red|parameter \"colour\" is none of",
        "amqp://u:secret@h/a b|is no address of a broker",
        "amqp://u:secret/er@h/|is written %2F",
        "amqp://u:secret?er@h/|is written %2F",
        "amqp://u:secret#er@h/|is written %2F",
        "amqp://u:sec ret@h/|is no address of a broker",
        "amqp://u:secret|it is not from 1 to 65535",
        "xamqps://u:secret@h//|begins with none of"
      })
  void wrongAddress_isToldWithoutItsPassword(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrokerAddress.parse(text))
        .withMessageContaining(message)
        .withMessageNotContaining("secret");
  }
}
