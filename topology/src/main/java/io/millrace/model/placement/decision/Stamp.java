package io.millrace.model.placement.decision;

/**
 * Which decision this is.
 *
 * @param command the command's id
 * @param version of the state in which it was decided: how many commands the pool had folded with
 *     this one
 * @param number counts the decisions of one command, from 0
 * @param policy version of the policy
 * @param cause what the command was written for; empty: nothing
 */
public record Stamp(String command, long version, int number, long policy, String cause) {}
