package io.millrace.scheduler.filter;

import io.millrace.model.placement.Demand.Accelerator;
import io.millrace.scheduler.pool.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Demands for shares of devices: every kind must be there, and the devices of one demand are
 * different ones.
 */
public final class Devices {
  private Devices() {}

  static boolean fit(Node node, Request request) {
    var accelerators = request.accelerators();
    if (accelerators.size() == 1) {
      return count(node, accelerators.get(0)) >= accelerators.get(0).count();
    }
    return choose(node, request, new DeviceChoice());
  }

  private static int count(Node node, Accelerator accelerator) {
    int enough = 0;
    for (int device = 0; device < node.devices(); device++) {
      if (node.freeDevice(device) >= accelerator.share()
          && Request.accepts(accelerator, node.deviceKind(device))) {
        enough++;
      }
    }
    return enough;
  }

  /**
   * Gives each demand the devices with the least free that are enough for it; of equal ones those
   * with the lowest numbers. Where several demands compete for the same devices, others are tried
   * until all have some.
   *
   * @return false where there are none
   */
  public static boolean choose(Node node, Request request, DeviceChoice choice) {
    choice.start(node);
    return new DeviceSearch(node, request.accelerators(), choice).find();
  }

  static String shown(Node node) {
    var shown = new ArrayList<String>();
    for (int device = 0; device < node.devices(); device++) {
      shown.add("%s %s %d"
          .formatted(node.deviceId(device), node.deviceKind(device), node.freeDevice(device)));
    }
    return shown.isEmpty() ? "no device" : List.copyOf(shown).toString();
  }
}
