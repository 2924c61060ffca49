package io.millrace.connectors.rabbitmq.mirror;

import java.util.concurrent.atomic.LongAdder;

/** What a mirror has done, over all its sessions. */
final class Counts {
  final LongAdder sent = new LongAdder();
  final LongAdder mirrored = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder missed = new LongAdder();
  final LongAdder sessions = new LongAdder();
}
