package io.millrace.scheduler.rohe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap with the least key first. Equal keys come out in an order that depends on how the
 * heap sifts, which is that of CPython's {@code heapq}: a hole sinks to a leaf along the right
 * child unless the left one is less, then rises.
 */
final class RoheHeap {
  private record Entry(double key, RoheService service) {}

  private final List<Entry> heap = new ArrayList<>();

  int size() {
    return heap.size();
  }

  void push(double key, RoheService service) {
    heap.add(new Entry(key, service));
    rise(heap.size() - 1);
  }

  @Nullable
  RoheService pop() {
    if (heap.isEmpty()) {
      return null;
    }
    var last = heap.remove(heap.size() - 1);
    if (heap.isEmpty()) {
      return last.service();
    }
    var least = heap.get(0);
    heap.set(0, last);
    rise(sink());
    return least.service();
  }

  /** Lets the first entry sink to a leaf, and says which. */
  private int sink() {
    var sinking = heap.get(0);
    int at = 0;
    for (int child = 1; child < heap.size(); child = 2 * at + 1) {
      int right = child + 1;
      if (right < heap.size() && heap.get(child).key() >= heap.get(right).key()) {
        child = right;
      }
      heap.set(at, heap.get(child));
      at = child;
    }
    heap.set(at, sinking);
    return at;
  }

  private void rise(int from) {
    var rising = heap.get(from);
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (rising.key() >= heap.get(parent).key()) {
        break;
      }
      heap.set(at, heap.get(parent));
      at = parent;
    }
    heap.set(at, rising);
  }
}
