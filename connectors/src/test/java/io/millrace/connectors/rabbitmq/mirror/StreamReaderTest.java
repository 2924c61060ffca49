package io.millrace.connectors.rabbitmq.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.stream.Consumer;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.MessageHandler;
import com.rabbitmq.stream.codec.InternalCodec;
import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.connectors.rabbitmq.mirror.Incoming.Kind;
import io.millrace.connectors.rabbitmq.mirror.KafkaSide.TopicFacts;
import io.millrace.connectors.rabbitmq.mirror.StreamReader.Part;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamReaderTest {
  private final List<Incoming> written = new ArrayList<>();
  private final List<RuntimeException> failures = new ArrayList<>();
  private int processed;

  @Test
  void whatIsNotWanted_isProcessedAndMovesThePlace() {
    var reader = reader((incoming, move) -> {
      written.add(incoming);
      move.run();
    });
    take(reader, 0, message("other"));
    take(reader, 1, message("mine"));
    take(reader, 2, message(null));
    assertThat(written)
        .extracting(Incoming::kind)
        .containsExactly(Kind.UNWANTED, Kind.MIRRORED, Kind.UNWANTED);
    assertThat(reader.next()).isEqualTo(3);
    assertThat(processed).isEqualTo(3);
  }

  @Test
  void whatCameAlready_orComesAfterTheEnd_isProcessed() {
    var reader = reader((incoming, move) -> {
      written.add(incoming);
      move.run();
    });
    take(reader, 0, message("mine"));
    take(reader, 0, message("mine"));
    reader.close();
    take(reader, 1, message("mine"));
    assertThat(written).hasSize(1);
    assertThat(processed).isEqualTo(3);
  }

  @Test
  void whatIsThrownWhileReading_endsTheReading() {
    var reader = reader((incoming, move) -> {
      throw new StackOverflowError("deep");
    });
    take(reader, 7, message("mine"));
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure)
            .hasMessageContaining("stream s cannot be read at 7")
            .hasMessageContaining("deep"));
    assertThat(reader.next()).isZero();
    assertThat(processed).isEqualTo(1);
  }

  @Test
  void bytesThatAreNoMessage_areRefused_whateverTheFilter() {
    var reader = reader((incoming, move) -> {
      written.add(incoming);
      move.run();
    });
    var buffer = Unpooled.wrappedBuffer("text".getBytes(UTF_8));
    take(reader, 0, new ReadingCodec().decode(buffer, 4));
    assertThat(buffer.readableBytes()).isZero();
    assertThat(written).extracting(Incoming::kind).containsExactly(Kind.REFUSED);
  }

  @Test
  void end_isOfAnotherStream_onlyIfItIsBeforeThePlaceAndYounger() {
    var place = new Positions.Place(10, 1000);
    assertThat(new StreamEnd.End(9, 9000).isOfAnother(place)).isTrue();
    assertThat(new StreamEnd.End(9, 1100).isOfAnother(place)).isFalse();
    assertThat(new StreamEnd.End(10, 9000).isOfAnother(place)).isFalse();
  }

  private StreamReader reader(StreamReader.Writing writing) {
    var config = MirrorConfig.of(
            "m",
            "localhost:1",
            new Topics(TopicsConfig.DEFAULTS),
            StreamAddress.parse("rabbitmq-stream://localhost"),
            Direction.TO_TOPIC,
            "t",
            new StreamName("s", false))
        .withFilter(new FieldFilter("kind", Set.of("mine")));
    var facts = new TopicFacts("c", "i", 1, 1 << 20, false);
    return new StreamReader(config, facts, new Part("s", 0, 1), writing, failures::add);
  }

  private void take(StreamReader reader, long offset, Message message) {
    reader.take(new At(offset), message);
  }

  private static Message message(@Nullable String kind) {
    var builder = new InternalCodec().messageBuilder().addData("x".getBytes(UTF_8));
    if (kind != null) {
      builder.applicationProperties().entry("kind", kind).messageBuilder();
    }
    var encoded = new InternalCodec().encode(builder.build());
    ByteBuf buffer = Unpooled.buffer();
    encoded.writeTo(buffer);
    return new ReadingCodec().decode(buffer, buffer.readInt());
  }

  /** Of a message of a stream, its offset. */
  private final class At implements MessageHandler.Context {
    private final long offset;

    At(long offset) {
      this.offset = offset;
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public void storeOffset() {}

    @Override
    public long timestamp() {
      return 1;
    }

    @Override
    public long committedChunkId() {
      return 0;
    }

    @Override
    public String stream() {
      return "s";
    }

    @Override
    public Consumer consumer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void processed() {
      processed++;
    }
  }
}
