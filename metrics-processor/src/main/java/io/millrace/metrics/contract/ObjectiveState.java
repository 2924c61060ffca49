package io.millrace.metrics.contract;

import io.millrace.metrics.contract.burn.BurnState;
import io.millrace.metrics.contract.episode.EpisodeBytes;
import io.millrace.metrics.contract.episode.EpisodeState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of one objective of one scope.
 *
 * @param burn null where the objective has no error budget
 */
public record ObjectiveState(EpisodeState episode, @Nullable BurnState burn) {
  private static final int FORM = 1;

  /** Before the first verdict. */
  public static final ObjectiveState NONE = new ObjectiveState(EpisodeState.NONE, null);

  /** The state as bytes: the same state gives the same bytes. */
  public byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      EpisodeBytes.write(episode, out);
      out.writeBoolean(burn != null);
      if (burn != null) {
        burn.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an objective's state cannot be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * What {@link #toBytes} gave.
   *
   * @throws UncheckedIOException if it did not
   */
  public static ObjectiveState fromBytes(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int form = in.readByte();
      if (form != FORM) {
        throw new IOException("form %d is not known, only %d".formatted(form, FORM));
      }
      return new ObjectiveState(
          EpisodeBytes.read(in), in.readBoolean() ? BurnState.read(in) : null);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%d bytes are no objective's state: %s".formatted(bytes.length, e.getMessage()), e);
    }
  }
}
