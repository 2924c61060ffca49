package io.millrace.model.placement.command;

import io.millrace.model.placement.Checks;
import io.millrace.model.placement.ServiceSpec;

/** A command about one service. */
public sealed interface ServiceCommand extends PlacementCommand {
  /** The service's id. */
  String service();

  /** Refused where the id is known already. */
  record Add(Origin origin, ServiceSpec spec) implements ServiceCommand {
    @Override
    public String service() {
      return spec.id();
    }
  }

  /**
   * Replaces what is known of a service. Where instances must change for it, each is replaced by a
   * new one and ends when the new one works.
   */
  record Update(Origin origin, ServiceSpec spec) implements ServiceCommand {
    @Override
    public String service() {
      return spec.id();
    }
  }

  /** Wants this many instances. */
  record Scale(Origin origin, String service, int replicas) implements ServiceCommand {
    public Scale {
      Checks.within("replicas of service " + service, replicas, 0, ServiceSpec.MOST_REPLICAS);
    }
  }

  /** Ends its instances and forgets it. */
  record Remove(Origin origin, String service) implements ServiceCommand {}

  /**
   * What quality asks for; the origin's cause names the violation.
   *
   * @param target a node's id, or a kind of device, as the action wants it
   * @param amount of instances to add or take away
   */
  record Improve(Origin origin, String service, Action action, String target, int amount)
      implements ServiceCommand {
    public Improve {
      Checks.within("amount for service " + service, amount, 0, ServiceSpec.MOST_REPLICAS);
    }

    /** What may help. */
    public enum Action {
      /** More instances. */
      SCALE_OUT,
      /** Fewer instances. */
      SCALE_IN,
      /** The instances on the target are replaced by instances elsewhere. */
      MOVE_AWAY,
      /**
       * From now on nodes with devices of the target's kind, or with a label of this value, are
       * better.
       */
      PREFER
    }
  }

  /**
   * How much slower an instance was measured to be on a node than alone.
   *
   * @param permille 1000 is twice the time
   */
  record Slowdown(Origin origin, String service, String node, int permille)
      implements ServiceCommand {
    public Slowdown {
      Checks.within("slowdown of service " + service, permille, 0, 1_000_000);
    }
  }

  /**
   * What the deployer says of an instance.
   *
   * @param epoch of the allocation; reports of another epoch are out of date
   * @param detail for people
   */
  record Report(
      Origin origin, String service, String allocation, long epoch, Event event, String detail)
      implements ServiceCommand {
    /** What happened. */
    public enum Event {
      STARTED,
      /** It works: what it replaces ends. */
      HEALTHY,
      UNHEALTHY,
      /** It ended, and the deployer starts it again. */
      DIED,
      /** It cannot run there, and the deployer has given up: it is placed elsewhere. */
      FAILED,
      /** It ended because it was to end. */
      STOPPED
    }
  }
}
