package io.millrace.scheduler.fold;

import static io.millrace.scheduler.fold.PoolUnderTest.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.Allocation.DeviceShare;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.decision.Decision.Placed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether an instance fits, compared with trying everything. */
class CapacityTest {
  private static boolean fits(NodeSpec node, Demand demand) {
    var pool = new PoolUnderTest();
    pool.add(node);
    return !only(Placed.class, pool.add(new ServiceSpec("s", 1, demand))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void cores_fit_exactlyIfSomeAssignmentDoes(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      var cores = amounts(random, random.nextInt(5));
      var wanted = amounts(random, random.nextInt(5));
      boolean expected = canMatch(new ArrayList<>(cores), wanted, 0);
      var node = new NodeSpec("n", new Resources(1000, 1000, 1000, cores), List.of());
      assertThat(fits(node, new Demand(new Resources(1, 1, 1, wanted))))
          .as("%s on %s", wanted, cores)
          .isEqualTo(expected);
    }
  }

  private static List<Long> amounts(Random random, int many) {
    var amounts = new ArrayList<Long>();
    for (int i = 0; i < many; i++) {
      amounts.add(100L * (1 + random.nextInt(5)));
    }
    return amounts;
  }

  private static boolean canMatch(List<Long> free, List<Long> wanted, int next) {
    if (next == wanted.size()) {
      return true;
    }
    for (int i = 0; i < free.size(); i++) {
      var core = free.get(i);
      if (core >= wanted.get(next)) {
        free.set(i, -1L);
        boolean rest = canMatch(free, wanted, next + 1);
        free.set(i, core);
        if (rest) {
          return true;
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void devices_fit_exactlyIfSomeAssignmentDoes(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      var devices = devices(random);
      var wanted = accelerators(random);
      var units = new ArrayList<Integer>();
      for (int demand = 0; demand < wanted.size(); demand++) {
        units.addAll(Collections.nCopies(wanted.get(demand).count(), demand));
      }
      var free = new ArrayList<>(devices.stream().map(Device::capacity).toList());
      boolean expected = canShare(devices, free, wanted, units, new ArrayList<>());
      var node = new NodeSpec("n", new Resources(1000, 1000, 1000), devices);
      assertThat(fits(node, new Demand(new Resources(1, 1, 1), wanted)))
          .as("%s on %s", wanted, devices)
          .isEqualTo(expected);
    }
  }

  private static List<Device> devices(Random random) {
    var devices = new ArrayList<Device>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      var kind = random.nextBoolean() ? "gpu" : "tpu";
      devices.add(new Device("d" + i, kind, 100L * (1 + random.nextInt(10)), 0));
    }
    return devices;
  }

  private static List<Demand.Accelerator> accelerators(Random random) {
    var wanted = new ArrayList<Demand.Accelerator>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      var kinds = List.of(List.of("gpu"), List.of("tpu"), List.<String>of()).get(random.nextInt(3));
      wanted.add(
          new Demand.Accelerator(kinds, 100L * (1 + random.nextInt(6)), 1 + random.nextInt(2)));
    }
    return wanted;
  }

  /** The units of one demand are on devices of their own. */
  private static boolean canShare(
      List<Device> devices,
      List<Long> free,
      List<Demand.Accelerator> wanted,
      List<Integer> units,
      List<Integer> chosen) {
    int next = chosen.size();
    if (next == units.size()) {
      return true;
    }
    var unit = wanted.get(units.get(next));
    for (int device = 0; device < devices.size(); device++) {
      boolean kind =
          unit.kinds().isEmpty() || unit.kinds().contains(devices.get(device).kind());
      if (!kind || free.get(device) < unit.share() || isTaken(units, chosen, device)) {
        continue;
      }
      free.set(device, free.get(device) - unit.share());
      chosen.add(device);
      boolean rest = canShare(devices, free, wanted, units, chosen);
      chosen.remove(chosen.size() - 1);
      free.set(device, free.get(device) + unit.share());
      if (rest) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTaken(List<Integer> units, List<Integer> chosen, int device) {
    var demand = units.get(chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      if (units.get(i).equals(demand) && chosen.get(i) == device) {
        return true;
      }
    }
    return false;
  }

  @Test
  void fragmentation_keepsWholeDevicesWhole() {
    var pool = new PoolUnderTest();
    pool.add(new NodeSpec(
        "n",
        new Resources(64000, 64000, 64000),
        List.of(new Device("a", "gpu"), new Device("b", "gpu"), new Device("c", "gpu"))));
    pool.add(new ServiceSpec("whole", 1, PoolUnderTest.gpu(100, 1000)));
    pool.add(new ServiceSpec("half", 2, PoolUnderTest.gpu(100, 500)));
    assertThat(pool.allocations("half"))
        .allSatisfy(each -> assertThat(each.devices()).containsExactly(new DeviceShare("b", 500)));
  }
}
