package io.millrace.scheduler.fold;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Improve;
import io.millrace.model.placement.command.ServiceCommand.Report;
import io.millrace.model.placement.command.ServiceCommand.Slowdown;
import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import io.millrace.scheduler.rank.Rankings;
import io.millrace.scheduler.serve.Outcomes;
import io.millrace.scheduler.serve.Worklist;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Folds what is said of services. */
final class ServiceFold {
  private static final int LONGEST_KEPT = 200;

  private final Pool pool;
  private final Rankings rankings;
  private final Worklist worklist;

  ServiceFold(Pool pool, Rankings rankings, Worklist worklist) {
    this.pool = pool;
    this.rankings = rankings;
    this.worklist = worklist;
  }

  void fold(ServiceCommand command, Outcomes outcomes) {
    var service = pool.service(command.service());
    if (command instanceof ServiceCommand.Add add) {
      add(add.spec(), outcomes);
    } else if (service == null) {
      outcomes.refused("service %s is unknown".formatted(command.service()));
    } else if (command instanceof ServiceCommand.Update update) {
      update(service, update.spec(), outcomes);
    } else if (command instanceof ServiceCommand.Scale scale) {
      scale(service, scale.replicas(), outcomes);
    } else if (command instanceof ServiceCommand.Remove) {
      remove(service, outcomes);
    } else if (command instanceof Improve improve) {
      improve(service, improve, outcomes);
    } else if (command instanceof Slowdown slowdown) {
      slowdown(service, slowdown, outcomes);
    } else if (command instanceof Report report) {
      report(report, outcomes);
    }
  }

  private void add(ServiceSpec spec, Outcomes outcomes) {
    if (pool.service(spec.id()) != null) {
      outcomes.refused("service %s is there already".formatted(spec.id()));
      return;
    }
    outcomes.applied("service " + spec.id() + " added, " + spec.replicas() + " wanted");
    var service = pool.addService(spec);
    pool.asked(service, spec.replicas());
    worklist.touch(service);
    if (!spec.constraints().apart().isEmpty()) {
      rankings.forgetAll();
    }
  }

  private void update(Service service, ServiceSpec spec, Outcomes outcomes) {
    boolean apart = !service.spec().constraints().apart().isEmpty()
        || !spec.constraints().apart().isEmpty();
    int more = spec.replicas() - service.spec().replicas();
    pool.updateService(service, spec);
    pool.asked(service, Math.max(0, more));
    outcomes.applied("service %s updated, revision %d".formatted(spec.id(), service.revision()));
    if (apart) {
      rankings.forgetAll();
    }
    rankings.forget(spec.id());
    worklist.unsettle(service);
  }

  private void scale(Service service, int replicas, Outcomes outcomes) {
    int before = service.spec().replicas();
    pool.updateService(service, service.spec().withReplicas(replicas));
    pool.asked(service, Math.max(0, replicas - before));
    outcomes.applied("service " + service.id() + ": " + replicas + " wanted instead of " + before);
    worklist.touch(service);
  }

  private void remove(Service service, Outcomes outcomes) {
    outcomes.applied("service %s removed".formatted(service.id()));
    for (var instance : newestFirst(service)) {
      pool.instances().release(instance);
      outcomes.freed(instance.allocation(), Reason.SERVICE_REMOVED, "");
    }
    pool.removeService(service);
    worklist.forget(service);
    worklist.roomier();
    rankings.forget(service.id());
    if (!service.spec().constraints().apart().isEmpty()) {
      rankings.forgetAll();
    }
  }

  // A successor goes before what it replaces, which would otherwise be left to be replaced again.
  private static List<Instance> newestFirst(Service service) {
    var instances = new ArrayList<>(service.instances());
    Collections.reverse(instances);
    return instances;
  }

  private void improve(Service service, Improve improve, Outcomes outcomes) {
    int replicas = service.spec().replicas();
    switch (improve.action()) {
      case SCALE_OUT ->
        scale(service, Math.min(ServiceSpec.MOST_REPLICAS, replicas + improve.amount()), outcomes);
      case SCALE_IN ->
        scale(service, Math.max(Math.min(1, replicas), replicas - improve.amount()), outcomes);
      case MOVE_AWAY -> moveAway(service, improve.target(), outcomes);
      case PREFER -> {
        pool.prefer(service, improve.target());
        rankings.forget(service.id());
        outcomes.applied(
            "service %s shall rather have %s".formatted(service.id(), improve.target()));
      }
    }
  }

  private void moveAway(Service service, String node, Outcomes outcomes) {
    if (pool.node(node) == null) {
      outcomes.refused("node %s is unknown".formatted(node));
      return;
    }
    outcomes.applied("service %s shall leave node %s".formatted(service.id(), node));
    pool.avoid(service, node, "quality asked for another node");
    service.instances().stream()
        .filter(instance -> instance.node().id().equals(node))
        .toList()
        .forEach(pool.instances()::oust);
    rankings.forget(service.id());
    worklist.unsettle(service);
  }

  private void slowdown(Service service, Slowdown slowdown, Outcomes outcomes) {
    var node = pool.node(slowdown.node());
    if (node == null) {
      outcomes.refused("node %s is unknown".formatted(slowdown.node()));
      return;
    }
    if (pool.slowdowns().areFull()) {
      outcomes.refused(
          "slowdown of service %s on node %s: as many as a pool keeps are known already"
              .formatted(service.id(), node.id()));
      return;
    }
    pool.measured(service.id(), node, slowdown.permille());
    rankings.forget(service.id());
    node.residents().keySet().forEach(rankings::forget);
    outcomes.applied("service %s is slower by %d permille on node %s"
        .formatted(service.id(), slowdown.permille(), node.id()));
  }

  private void report(Report report, Outcomes outcomes) {
    var instance = pool.instances().of(report.allocation());
    if (instance == null || instance.allocation().epoch() != report.epoch()) {
      outcomes.refused("allocation %s of epoch %d is out of date"
          .formatted(report.allocation(), report.epoch()));
      return;
    }
    outcomes.applied("allocation " + report.allocation() + ": " + report.event());
    switch (report.event()) {
      case STARTED -> started(instance, outcomes);
      case HEALTHY -> works(instance, Allocation.State.HEALTHY, outcomes);
      case UNHEALTHY -> pool.instances().setState(instance, Allocation.State.UNHEALTHY);
      case DIED -> pool.instances().setState(instance, Allocation.State.PLACED);
      case FAILED -> failed(instance, report.detail(), outcomes);
      case STOPPED -> {}
    }
  }

  private void started(Instance instance, Outcomes outcomes) {
    if (instance.spec().container().health() == null) {
      works(instance, Allocation.State.STARTED, outcomes);
    } else {
      pool.instances().setState(instance, Allocation.State.STARTED);
    }
  }

  private void works(Instance instance, Allocation.State state, Outcomes outcomes) {
    pool.instances().setState(instance, state);
    var replaces = instance.allocation().replaces();
    var old = replaces == null ? null : pool.instances().of(replaces);
    if (old != null) {
      pool.instances().release(old);
      outcomes.freed(
          old.allocation(), Reason.REPLACED, "by " + instance.allocation().id());
      worklist.roomier();
    }
  }

  // Kept for every node where it failed, all in one record; the decision has it in full.
  private static String shortened(String detail) {
    return detail.length() > LONGEST_KEPT ? detail.substring(0, LONGEST_KEPT) + "…" : detail;
  }

  private void failed(Instance instance, String detail, Outcomes outcomes) {
    var service = instance.service();
    pool.avoid(service, instance.node().id(), "it failed here: " + shortened(detail));
    pool.instances().release(instance);
    outcomes.freed(instance.allocation(), Reason.FAILED, detail);
    rankings.forget(service.id());
    worklist.unsettle(service);
    worklist.roomier();
  }
}
