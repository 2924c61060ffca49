package io.millrace.scheduler.filter;

import io.millrace.scheduler.pool.Node;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A rule that a node must pass to get an instance.
 *
 * @param name as policies and explanations have it
 * @param always whether no policy can leave it out, because nodes would be over-committed without
 *     it
 * @param concerns whether it can refuse the request anything
 * @param reason what was wanted and what was there; asked of nodes that it does not admit
 */
public record Filter(
    String name,
    boolean always,
    Predicate<Request> concerns,
    BiPredicate<Node, Request> admits,
    BiFunction<Node, Request, String> reason) {}
