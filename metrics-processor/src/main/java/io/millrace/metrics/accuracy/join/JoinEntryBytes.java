package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.accuracy.Prediction;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The bytes of an entry: a letter for its kind, then its fields. */
final class JoinEntryBytes {
  static final int VERSION = 1;

  private JoinEntryBytes() {}

  static void write(JoinEntry entry, DataOutput out) throws IOException {
    if (entry instanceof JoinEntry.AwaitingTruth waiting) {
      out.writeByte('p');
      write(waiting.prediction(), out);
    } else if (entry instanceof JoinEntry.AwaitingPrediction waiting) {
      out.writeByte('t');
      out.writeLong(waiting.truth().time());
      out.writeInt(waiting.truth().rows().size());
      for (var label : waiting.truth().rows()) {
        StateBytes.writeText(out, label.text());
      }
    } else if (entry instanceof JoinEntry.Matched matched) {
      out.writeByte('m');
      out.writeLong(matched.time());
      out.writeInt(matched.truthHash());
    }
  }

  private static void write(Predicted prediction, DataOutput out) throws IOException {
    StateBytes.writeText(out, prediction.model().value());
    out.writeLong(prediction.version().number());
    out.writeLong(prediction.time());
    out.writeInt(prediction.rows().size());
    for (var row : prediction.rows()) {
      if (row instanceof Prediction.OfNumber number) {
        out.writeByte('n');
        out.writeDouble(number.value());
      } else if (row instanceof Prediction.OfClass one) {
        out.writeByte('c');
        write(one, out);
      }
    }
  }

  private static void write(Prediction.OfClass prediction, DataOutput out) throws IOException {
    StateBytes.writeText(out, prediction.label().text());
    out.writeBoolean(prediction.isComplete());
    out.writeInt(prediction.probabilities().size());
    for (var entry : prediction.probabilities().entrySet()) {
      StateBytes.writeText(out, entry.getKey().text());
      out.writeDouble(entry.getValue());
    }
  }

  static JoinEntry read(DataInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case 'p' -> new JoinEntry.AwaitingTruth(readPredicted(in));
      case 't' -> new JoinEntry.AwaitingPrediction(new GroundTruth(in.readLong(), readLabels(in)));
      case 'm' -> new JoinEntry.Matched(in.readLong(), in.readInt());
      default -> throw new IllegalArgumentException("join entry: kind %d".formatted(kind));
    };
  }

  private static Predicted readPredicted(DataInput in) throws IOException {
    var model = new ModelName(StateBytes.readText(in));
    var version = new ModelVersion(in.readLong());
    long time = in.readLong();
    int size = in.readInt();
    var rows = new ArrayList<Prediction>();
    for (int i = 0; i < size; i++) {
      rows.add(in.readByte() == 'n' ? new Prediction.OfNumber(in.readDouble()) : readClass(in));
    }
    return new Predicted(model, version, time, rows);
  }

  private static Prediction.OfClass readClass(DataInput in) throws IOException {
    var label = Label.of(StateBytes.readText(in));
    boolean isComplete = in.readBoolean();
    int size = in.readInt();
    var probabilities = new TreeMap<Label, Double>();
    for (int i = 0; i < size; i++) {
      probabilities.put(Label.of(StateBytes.readText(in)), in.readDouble());
    }
    return new Prediction.OfClass(label, probabilities, isComplete);
  }

  private static List<Label> readLabels(DataInput in) throws IOException {
    int size = in.readInt();
    var labels = new ArrayList<Label>();
    for (int i = 0; i < size; i++) {
      labels.add(Label.of(StateBytes.readText(in)));
    }
    return labels;
  }
}
