package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.Properties;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in a stream and is no message. */
final class Unreadable implements Message {
  private final byte[] bytes;
  private final String reason;

  /** @param reason for those who look at the dead letters */
  Unreadable(byte[] bytes, String reason) {
    this.bytes = bytes;
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  @Override
  public boolean hasPublishingId() {
    return false;
  }

  @Override
  public long getPublishingId() {
    return 0;
  }

  @Override
  public byte[] getBodyAsBinary() {
    return bytes;
  }

  @Override
  public Object getBody() {
    return bytes;
  }

  @Override
  public @Nullable Properties getProperties() {
    return null;
  }

  @Override
  public @Nullable Map<String, Object> getApplicationProperties() {
    return null;
  }

  @Override
  public Map<String, Object> getMessageAnnotations() {
    return Map.of();
  }
}
