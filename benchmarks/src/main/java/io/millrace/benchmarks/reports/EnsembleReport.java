package io.millrace.benchmarks.reports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Random;

/** A report of an ensemble in the form of QoA4ML's RoheReport, indented as its client does. */
final class EnsembleReport {
  private static final int MODELS = 4;

  private EnsembleReport() {}

  static String json(int ensemble, Instant at, Random random) {
    var head = "e%d-aggregate".formatted(ensemble);
    var links = new ArrayList<String>();
    var times = new ArrayList<String>();
    var nodes = new ArrayList<String>();
    for (int i = 0; i < MODELS; i++) {
      var instance = "e%d-model%d".formatted(ensemble, i);
      links.add(link(instance, random));
      times.add(time(instance, random));
      nodes.add(node(instance, "inference"));
    }
    times.add(time(head, random));
    return """
        {
          "metadata": {
            "client_config": {
              "id": "ensemble", "name": "ensemble", "user_id": "user-1", "instance_id": "%s",
              "stage_id": "aggregate", "functionality": "Max", "application_name": "objects",
              "role": "ml", "run_id": "run-1", "environment": "Edge"
            },
            "timestamp": %s,
            "corr_id": "c-1",
            "runtime": 0.00054
          },
          "inference_report": {
            "service": {
              "inference": {"name": "inference", "metrics": {"response_time": {%s}}}
            },
            "data": {},
            "ml_specific": {
              "end_point": %s,
              "linked_list": {%s}
            }
          },
          "execution_graph": {"end_point": %s, "linked_list": {%s}}
        }
        """.formatted(
            head,
            String.format(Locale.ROOT, "%.6f", at.toEpochMilli() / 1e3),
            String.join(",\n", times),
            inference(head, random),
            String.join(",\n", links),
            instance(head, "aggregate"),
            String.join(",\n", nodes));
  }

  private static String time(String instance, Random random) {
    return """
        "%s": {
          "metric_name": "response_time",
          "records": [%s],
          "unit": "s",
          "description": null
        }""".formatted(instance, random.nextDouble());
  }

  private static String link(String instance, Random random) {
    return "\"%s\": {\"previous\": [], \"instance\": %s}"
        .formatted(instance, inference(instance, random));
  }

  private static String inference(String instance, Random random) {
    return """
        {
          "inference_id": "%016x%016x",
          "instance_id": "%s",
          "functionality": "TensorFlow",
          "metrics": [
            {
              "metric_name": "confidence",
              "records": [%s],
              "unit": null,
              "description": null
            }
          ],
          "prediction": {
            "car": %s,
            "person": %s,
            "bicycle": %s,
            "bus": %s,
            "dog": %s,
            "train": %s
          }
        }""".formatted(
            random.nextLong(),
            random.nextLong(),
            instance,
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble());
  }

  private static String node(String instance, String stage) {
    return "\"%s\": {\"previous\": [], \"instance\": %s}"
        .formatted(instance, instance(instance, stage));
  }

  private static String instance(String instance, String stage) {
    return """
        {
          "id": "%s",
          "name": "model",
          "functionality": "TensorFlow",
          "stage": "%s"
        }""".formatted(instance, stage);
  }
}
