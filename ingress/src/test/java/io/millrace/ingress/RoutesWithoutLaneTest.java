package io.millrace.ingress;

import io.millrace.ingress.infer.InferHandler;
import java.util.List;
import org.springframework.boot.reactor.netty.NettyRouteProvider;

/** The same calls, all the common way. */
class RoutesWithoutLaneTest extends RoutesTest {
  @Override
  List<NettyRouteProvider> lanes(InferHandler infer) {
    return List.of();
  }
}
