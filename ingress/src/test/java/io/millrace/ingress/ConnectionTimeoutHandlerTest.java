package io.millrace.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.server.ResponseStatusException;

/** A body may stall for 30 s, a connection may be idle for 120 s; the time is the test's. */
class ConnectionTimeoutHandlerTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(new ConnectionTimeoutHandler(
            new ConnectionTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(120))));
  }

  @AfterEach
  void close() {
    channel.close();
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private void head() {
    channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
  }

  private void part() {
    channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1])));
    channel.read();
  }

  private void end() {
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void answer(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  private void assertRefused() {
    assertThatThrownBy(channel::checkException)
        .isInstanceOf(ResponseStatusException.class)
        .hasMessageContaining("408")
        .hasMessageContaining("nothing more of the body has come for 30.0 s");
  }

  private void assertGoesOn() {
    channel.checkException();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void connectionWithoutARequest_isClosed() {
    pass(119);
    assertGoesOn();
    pass(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connectionBetweenRequests_isClosed_afterTheWholeTimeout() {
    pass(100);
    head();
    end();
    pass(100);
    answer(HttpResponseStatus.OK);
    pass(119);
    assertGoesOn();
    pass(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void bodyThatStalls_isRefused_andTheConnectionClosedInTheEnd() {
    pass(17);
    head();
    part();
    pass(29);
    part();
    pass(29);
    assertGoesOn();
    pass(1);
    assertRefused();
    assertThat(channel.isOpen()).isTrue();
    pass(30);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void hundredContinue_endsNoRequest() {
    head();
    answer(HttpResponseStatus.CONTINUE);
    channel.read();
    pass(30);
    assertRefused();
  }

  @Test
  void bodyThatTheServerLetsWait_isNotLate() {
    head();
    part();
    channel.config().setAutoRead(false);
    pass(1000);
    assertGoesOn();
    channel.config().setAutoRead(true);
    channel.read();
    pass(29);
    assertGoesOn();
    pass(1);
    assertRefused();
  }

  @Test
  void callThatWaitsForItsAnswer_andStreamThatIsSilent_mayTakeAsLongAsTheyLike() {
    head();
    end();
    pass(1000);
    assertGoesOn();
    channel.writeOutbound(
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK),
        new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1])));
    pass(1000);
    assertGoesOn();
    channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    pass(120);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void requestBehindAnother_waitsItsTurn() {
    head();
    end();
    head();
    part();
    pass(1000);
    assertGoesOn();
    answer(HttpResponseStatus.OK);
    pass(29);
    assertGoesOn();
    pass(1);
    assertRefused();
  }
}
