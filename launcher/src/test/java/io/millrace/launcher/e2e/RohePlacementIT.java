package io.millrace.launcher.e2e;

import static io.millrace.launcher.e2e.PlacementIT.await;
import static io.millrace.launcher.e2e.PlacementIT.millrace;
import static io.millrace.launcher.e2e.PlacementIT.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.pipeline.OutConfig;
import io.millrace.launcher.pipeline.Part;
import io.millrace.topology.serde.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** ROHE's clients of both generations, unchanged but for where they call. */
class RohePlacementIT {
  private static final String NODES = """
      {"data": {"node1": {"node_name": "RaspberryPi_01", "mac_address": "82:ae:30:11:38:01", "status": "running",
        "frequency": 1.5, "accelerator": {}, "cpu": {"capacity": 4000, "used": 0},
        "memory": {"capacity": {"rss": 4096, "vms": 4096}, "used": {"rss": 0, "vms": 0}},
        "cores": {"capacity": [100, 100, 100, 100], "used": [0, 0, 0, 0]}}}}""";
  private static final String SERVICES_V0 = """
      application: test
      client_id: aaltosea01
      instance_name: test
      stage_id: test
      role: client
      command: ADD SERVICE
      data:
        object_detection:
          web:
            service_name: web_service
            service_id: EW:VE:TW:WQ:01
            node: {}
            status: queueing
            instance_ids: []
            running: 0
            image: rdsea/od_web:2.0
            ports: [4002]
            port_mapping:
            - con_port: 4002
              phy_port: 4002
            cpu: 424
            accelerator: {gpu: 0}
            memory: {rss: 200, vms: 500}
            processor: [50, 5]
            sensitivity: 0
            replicas: 2
      """;

  @TempDir
  Path folder;

  private static JsonNode result(String body) {
    return Json.MAPPER.readTree(body).path("response").path("result");
  }

  @Test
  void bothGenerations_addGetStopAndRemove() throws Exception {
    var parts = EnumSet.of(Part.INGRESS, Part.SCHEDULER);
    try (var millrace = Millrace.start(folder.resolve("data"), parts, OutConfig.NONE)) {
      assertThat(millrace.get("/management").body()).isEqualTo("{\"status\":\"ok\"}");
      var added = millrace.post("/management/add-node", NODES);
      assertThat(result(added.body()).path("node1").asString()).as(added.body()).isEqualTo("Added");
      assertThat(result(millrace.post("/management/add-node", NODES).body())
              .path("node1")
              .asString())
          .isEqualTo("Updated");
      var wrong = millrace.post(
          "/management/add-node", NODES.replace("\"capacity\": 4000", "\"capacity\": -4"));
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("millicpu: -4");

      var old = millrace.post("/management", """
          {"command": "ADD NODE", "data": {"jetson": {"node_name": "jetson", "MAC": "00:e0", "status": "stopped",
            "accelerator": {"GPU0": {"mode": "pre-emptive", "type": "gpu", "core": 128, "capacity": 100, "used": 25}},
            "cpu": {"capacity": 4000, "used": 0}, "memory": {"capacity": {"rss": 10, "vms": 10}},
            "processor": {"capacity": [100], "used": [5]}}}}""");
      assertThat(result(old.body()).path("jetson").asString()).as(old.body()).isEqualTo("Added");
      var jetson = read(millrace, "/pools/default/nodes/00:e0");
      assertThat(jetson.path("state").asString()).isEqualTo("cordoned");
      assertThat(jetson.path("spec").path("devices").get(0).path("reserved").asInt())
          .isEqualTo(250);

      // A stopped orchestrator queues, and says so.
      assertThat(millrace(millrace, 0, "stop-orchagent", "--app", "test"))
          .contains("Stopped", "waits");
      var services = Files.writeString(folder.resolve("add_service.yaml"), SERVICES_V0);
      assertThat(millrace(
              millrace,
              0,
              "add-service",
              "--app",
              "test",
              "--conf",
              services.toString(),
              "--url",
              millrace.uri("/management").toString()))
          .contains("web: Added", "the orchestrator is stopped");
      assertThat(read(millrace, "/pools/default/allocations")).isEmpty();
      assertThat(millrace(millrace, 0, "start-orchagent", "--app", "test")).contains("Started");
      await("placed", () -> read(millrace, "/pools/default/allocations").size() == 2);

      var first = result(
              millrace.post("/management", "{\"command\": \"GET ALL NODES\"}").body())
          .get(0);
      assertThat(first.path("_id").asString()).isEqualTo("82:ae:30:11:38:01");
      assertThat(first.path("data").path("MAC").asString()).isEqualTo("82:ae:30:11:38:01");
      assertThat(first.path("data").path("cpu").path("used").asInt()).isEqualTo(848);
      assertThat(first.path("data").path("memory").path("used").path("rss").asInt())
          .isEqualTo(400);
      int cores = 0;
      for (var core : first.path("data").path("processor").path("used")) {
        cores += core.asInt();
      }
      assertThat(cores).isEqualTo(110);
      var service =
          result(millrace.post("/management/get-all-services", "{}").body()).get(0);
      assertThat(service.path("running").asInt()).isEqualTo(2);
      assertThat(service.path("data").path("cpu_required").asInt()).isEqualTo(424);
      assertThat(service.path("data").path("cores_required").toString()).isEqualTo("[50,5]");

      assertThat(millrace(millrace, 0, "orchestration", "get-nodes")).contains("RaspberryPi_01");
      assertThat(result(millrace
                  .post(
                      "/management",
                      "{\"command\":\"REMOVE SERVICE\",\"data\":{\"object_detection\":{\"web\":{\"service_id\":\"EW:VE:TW:WQ:01\"}}}}")
                  .body())
              .path("web")
              .asString())
          .isEqualTo("Removed");
      assertThat(millrace(millrace, 0, "orchestration", "remove-all-nodes")).contains("Removed");
      assertThat(read(millrace, "/pools/default/nodes")).isEmpty();
      assertThat(millrace.post("/management/sing", "{}").statusCode()).isEqualTo(400);
    }
  }
}
