package io.millrace.ingress.qoa;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.log.LogConfig;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import java.time.InstantSource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Reports in. */
public final class ReportsDoor implements Door {
  private final KafkaReportLog log;
  private final MetricsHandler metrics;

  public ReportsDoor(LogConfig config, int maxBodyBytes) {
    this.log = new KafkaReportLog(config);
    this.metrics = new MetricsHandler(
        log, new ReportReader(ReportLimits.DEFAULTS), InstantSource.system(), maxBodyBytes);
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    var time = new TimeHandler(log::mark);
    return routes(metrics)
        .and(RouterFunctions.route().PUT("/qoa/{app}/time/{time}", time::tell).build());
  }

  /** The path is that of ROHE's observation service. */
  public static RouterFunction<ServerResponse> routes(MetricsHandler metrics) {
    return RouterFunctions.route().POST("/metrics", metrics::report).build();
  }

  @Override
  public void close() {
    log.close();
  }
}
