package io.millrace.launcher.pipeline;

/**
 * What a process is connected to beside the log.
 *
 * @param out where results go
 * @param bridge what is bridged to
 * @param deploy where what was placed is run
 */
public record Connections(OutConfig out, BridgeConfig bridge, DeployConfiguration deploy) {
  /** Nothing but what is there by itself. */
  public static final Connections NONE =
      new Connections(OutConfig.NONE, BridgeConfig.NONE, DeployConfiguration.USUAL);
}
