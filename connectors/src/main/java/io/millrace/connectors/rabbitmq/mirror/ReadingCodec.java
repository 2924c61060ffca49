package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Codec;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.MessageBuilder;
import com.rabbitmq.stream.codec.InternalCodec;
import io.netty.buffer.ByteBuf;

/**
 * Reads messages as the client does, and makes an {@link Unreadable} of what is none: the client itself would log it and
 * leave out all that follows in the same block.
 */
final class ReadingCodec implements Codec {
  private final Codec codec = new InternalCodec();

  @Override
  public EncodedMessage encode(Message message) {
    return codec.encode(message);
  }

  @Override
  public Message decode(ByteBuf from, int length) {
    int start = from.readerIndex();
    if (length < 0 || length > from.readableBytes()) {
      // Not the message is broken, but what it came in.
      return codec.decode(from, length);
    }
    // The codec passes over values that belong to no section, as other bytes may look.
    if (length > 0 && from.getByte(start) != 0) {
      return unreadable(from, start, length, "it does not begin with a section");
    }
    try {
      return codec.decode(from, length);
    } catch (RuntimeException e) {
      return unreadable(from, start, length, String.valueOf(e.getMessage()));
    }
  }

  private static Message unreadable(ByteBuf from, int start, int length, String why) {
    var bytes = new byte[length];
    from.getBytes(start, bytes);
    from.readerIndex(start + length);
    return new Unreadable(bytes, "it is no message of AMQP 1.0: " + why);
  }

  @Override
  public MessageBuilder messageBuilder() {
    return codec.messageBuilder();
  }
}
