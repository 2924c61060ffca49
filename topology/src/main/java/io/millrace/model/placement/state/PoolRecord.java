package io.millrace.model.placement.state;

import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.policy.Policy.Shape;

/** A thing in a pool, as it stands on the log and in stores: together they are the pool's state. */
public sealed interface PoolRecord {
  /** The pool it belongs to. */
  String pool();

  /** Which of the pool's things it is; the newest record of a key is right. */
  String key();

  /** What changes with every command; written after all else that the command has changed. */
  record Head(String pool, PoolHeader header) implements PoolRecord {
    @Override
    public String key() {
      return pool + "|head";
    }
  }

  /** What belongs to no single thing. */
  record Known(String pool, PoolKnowledge knowledge) implements PoolRecord {
    @Override
    public String key() {
      return pool + "|known";
    }
  }

  /** A demand that was asked for, and how often. */
  record Asked(String pool, Shape shape) implements PoolRecord {
    @Override
    public String key() {
      return pool + "|asked|" + shape.withWeight(0);
    }
  }

  /** A node. */
  record Node(String pool, NodeEntry entry) implements PoolRecord {
    @Override
    public String key() {
      return node(pool, entry.spec().id());
    }
  }

  /** A node that was removed: whoever deploys has still to clean it. */
  record NodeGone(String pool, NodeSpec spec) implements PoolRecord {
    @Override
    public String key() {
      return node(pool, spec.id());
    }
  }

  /** A service. */
  record Service(String pool, ServiceEntry entry) implements PoolRecord {
    @Override
    public String key() {
      return service(pool, entry.spec().id());
    }
  }

  /** An instance of a service. */
  record Instance(String pool, InstanceEntry entry) implements PoolRecord {
    @Override
    public String key() {
      return instance(pool, entry.allocation().id());
    }
  }

  /** The key of a node. */
  static String node(String pool, String id) {
    return pool + "|node|" + id;
  }

  /** The key of a service. */
  static String service(String pool, String id) {
    return pool + "|service|" + id;
  }

  /** The key of an instance. */
  static String instance(String pool, String allocation) {
    return pool + "|instance|" + allocation;
  }
}
