package io.millrace.scheduler.pool;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.state.InstanceEntry;
import org.jspecify.annotations.Nullable;

/** An allocation and what hangs on it. */
public final class Instance {
  private final Service service;
  private final ServiceSpec spec;
  private final Node node;
  private Allocation allocation;
  private boolean ousted;
  private boolean counted = true;

  @Nullable
  private Instance successor;

  /** @param spec of its revision */
  Instance(Service service, ServiceSpec spec, Node node, Allocation allocation) {
    this.service = service;
    this.spec = spec;
    this.node = node;
    this.allocation = allocation;
  }

  public Service service() {
    return service;
  }

  public ServiceSpec spec() {
    return spec;
  }

  public Node node() {
    return node;
  }

  public Allocation allocation() {
    return allocation;
  }

  void set(Allocation other) {
    allocation = other;
  }

  public boolean isOusted() {
    return ousted;
  }

  void oust() {
    ousted = true;
  }

  /** What takes its place when that works; null: nothing yet. */
  @Nullable
  public Instance successor() {
    return successor;
  }

  void setSuccessor(@Nullable Instance other) {
    successor = other;
  }

  /**
   * Whether its service's own rules count it: what is about to leave does not stand in its
   * successor's way.
   */
  public boolean isCounted() {
    return counted;
  }

  void setCounted(boolean counts) {
    counted = counts;
  }

  InstanceEntry entry() {
    return new InstanceEntry(allocation, ousted);
  }
}
