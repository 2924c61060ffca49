package io.millrace.connectors.celery.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.millrace.connectors.celery.broker.Message.Address;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final BasicProperties NONE = new BasicProperties.Builder().build();

  private final Outbox outbox = new Outbox();
  private final Channel channel = channel();

  @Test
  void confirmedUpTo_takesThatAndAllBefore() throws Exception {
    put("a", "a", "a");
    outbox.use(channel);
    var sent = take(3);
    assertThat(outbox.settled(channel, 2, true)).containsExactlyElementsOf(sent.subList(0, 2));
    assertThat(outbox.settled(channel, 2, false)).isEmpty();
    assertThat(outbox.settled(channel, 3, false)).containsExactly(sent.get(2));
    assertThat(outbox.size()).isZero();
  }

  @Test
  void wordsOfAChannelThatIsGone_countForNothing() throws Exception {
    put("a");
    outbox.use(channel);
    take(1);
    outbox.sendAgain();
    outbox.use(channel());
    take(1);
    assertThat(outbox.settled(channel, 1, false)).isEmpty();
    assertThat(outbox.size()).isOne();
  }

  @Test
  void sentAgain_thoseOfTheDestinationThatWaitedLongestComeLast_eachInItsOrder() throws Exception {
    put("stuck", "a", "stuck", "b", "a");
    outbox.use(channel);
    var sent = take(5);
    assertThat(outbox.sendAgain()).isEqualTo(5);
    outbox.use(channel());
    assertThat(take(5))
        .containsExactly(sent.get(3), sent.get(1), sent.get(4), sent.get(0), sent.get(2));
  }

  @Test
  void doubtful_isSentAlone() throws Exception {
    put("a", "b");
    outbox.use(channel);
    take(2).forEach(item -> item.doubtful = true);
    outbox.sendAgain();
    put("c");
    var next = channel();
    outbox.use(next);
    take(1);
    assertThat(outbox.awaitWritten(Duration.ZERO)).isFalse();
    assertThat(outbox.unconfirmed()).hasSize(1);
    outbox.settled(next, 1, false).forEach(item -> item.doubtful = false);
    take(1);
    assertThat(outbox.unconfirmed()).hasSize(1).allMatch(item -> item.doubtful);
    // It makes the broker close the channel, too.
    assertThat(outbox.remove(item -> item.doubtful)).hasSize(1);
    assertThat(take(1).get(0).message.to().key()).isEqualTo("c");
  }

  @Test
  void doubtful_isNotWaitedForWhereTheBrokerKeepsSilent() throws Exception {
    put("a", "b");
    outbox.use(channel);
    take(2).forEach(item -> item.doubtful = true);
    outbox.sendAgain();
    outbox.use(channel());
    take(1);
    outbox.passOver(-1);
    assertThat(take(1).get(0).doubtful).isTrue();
    assertThat(outbox.unconfirmed()).hasSize(2);
  }

  @Test
  void withdrawn_isNeitherSentNorConfirmed() throws Exception {
    put("a", "b");
    outbox.use(channel);
    var first = take(1).get(0);
    outbox.withdraw(first);
    assertThat(outbox.settled(channel, 1, false)).isEmpty();
    var second = take(1).get(0);
    outbox.sendAgain();
    outbox.withdraw(second);
    assertThat(outbox.size()).isZero();
  }

  @Test
  void whatNeedNotArrive_isDroppedWhereTooMuchWaits_andWithTheNextChannel() throws Exception {
    for (int i = 0; i < 3000; i++) {
      outbox.putLoose(message("event"));
    }
    outbox.useLoose(channel);
    put("a");
    outbox.use(channel);
    assertThat(take(1).get(0).message.to().key()).isEqualTo("a");
  }

  private void put(String... keys) {
    for (var key : keys) {
      outbox.put(new Item(message(key), sent -> {}, key));
    }
  }

  private static Message message(String key) {
    return new Message(Address.queue(key), NONE, new byte[0], true);
  }

  private List<Item> take(int count) throws InterruptedException {
    var items = new ArrayList<Item>();
    for (int i = 0; i < count; i++) {
      items.add(Objects.requireNonNull(outbox.take().item()));
    }
    return items;
  }

  /** One that is told apart, and can do nothing. */
  private static Channel channel() {
    return (Channel) Proxy.newProxyInstance(
        Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (self, method, args) -> {
          throw new UnsupportedOperationException(method.getName());
        });
  }
}
