package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.accuracy.Prediction;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.Answerer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** The bytes of entries, and of what is in them. */
public final class JoinEntryBytes {
  static final int VERSION = 2;

  private JoinEntryBytes() {}

  static void write(JoinEntry entry, DataOutput out) throws IOException {
    out.writeLong(entry.until());
    var truth = entry.truth();
    out.writeBoolean(truth != null);
    if (truth != null) {
      write(truth, out);
    }
    out.writeInt(entry.waiting().size());
    for (var prediction : entry.waiting().values()) {
      write(prediction, out);
    }
    out.writeInt(entry.matched().size());
    for (var place : entry.matched()) {
      StateBytes.writeText(out, place);
    }
  }

  static JoinEntry read(DataInput in) throws IOException {
    long until = in.readLong();
    var truth = in.readBoolean() ? readTruth(in) : null;
    var waiting = new TreeMap<String, Predicted>();
    for (int left = in.readInt(); left > 0; left--) {
      var prediction = readPredicted(in);
      waiting.put(prediction.place(), prediction);
    }
    var matched = new TreeSet<String>();
    for (int left = in.readInt(); left > 0; left--) {
      matched.add(StateBytes.readText(in));
    }
    return new JoinEntry(until, truth, waiting, matched);
  }

  public static void write(GroundTruth truth, DataOutput out) throws IOException {
    out.writeLong(truth.time());
    out.writeInt(truth.rows().size());
    for (var label : truth.rows()) {
      StateBytes.writeText(out, label.text());
    }
  }

  public static GroundTruth readTruth(DataInput in) throws IOException {
    long time = in.readLong();
    int size = in.readInt();
    var labels = new ArrayList<Label>();
    for (int i = 0; i < size; i++) {
      labels.add(Label.of(StateBytes.readText(in)));
    }
    return new GroundTruth(time, labels);
  }

  public static void write(Predicted prediction, DataOutput out) throws IOException {
    write(prediction.by(), out);
    StateBytes.writeText(out, prediction.place());
    out.writeLong(prediction.time());
    out.writeLong(prediction.until());
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

  public static void write(Answerer by, DataOutput out) throws IOException {
    var application = by.application();
    var version = by.version();
    StateBytes.writeText(out, application == null ? "" : application);
    StateBytes.writeText(out, by.model());
    out.writeLong(version == null ? 0 : version.number());
  }

  public static Answerer readAnswerer(DataInput in) throws IOException {
    var application = StateBytes.readText(in);
    var model = StateBytes.readText(in);
    long version = in.readLong();
    return version == 0
        ? Answerer.ofStage(application, model)
        : new Answerer(null, model, new ModelVersion(version));
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

  public static Predicted readPredicted(DataInput in) throws IOException {
    var by = readAnswerer(in);
    var place = StateBytes.readText(in);
    long time = in.readLong();
    long until = in.readLong();
    int size = in.readInt();
    List<Prediction> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      rows.add(in.readByte() == 'n' ? new Prediction.OfNumber(in.readDouble()) : readClass(in));
    }
    return new Predicted(by, place, time, until, rows);
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
}
