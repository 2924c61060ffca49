package io.millrace.ingress;

import java.util.List;

/**
 * What a process says of itself.
 *
 * @param name of the server
 * @param version of the server
 * @param bootstrap the brokers it uses
 * @param prefix of its topics
 * @param profile of its stages
 * @param stages that run in this process
 */
public record Info(
    String name,
    String version,
    String bootstrap,
    String prefix,
    String profile,
    List<String> stages) {}
