package io.millrace.model.placement;

/** What a node may be asked. */
public enum NodeState {
  /** Takes new instances. */
  READY,
  /** Keeps what runs there and takes nothing new. */
  CORDONED,
  /** Takes nothing new, and what runs there is placed elsewhere before it ends. */
  DRAINING,
  /** Is not heard of: what ran there is placed elsewhere. */
  LOST
}
