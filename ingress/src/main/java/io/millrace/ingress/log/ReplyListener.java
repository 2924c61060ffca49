package io.millrace.ingress.log;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.BatchMessageListener;

/** Hands the replies of one poll to the event loops of their callers: one task for each loop, however many replies. */
final class ReplyListener implements BatchMessageListener<String, byte[]> {
  private record Reply(Pending call, ConsumerRecord<String, byte[]> record) {}

  private final WaitingCalls waiting;

  ReplyListener(WaitingCalls waiting) {
    this.waiting = waiting;
  }

  @Override
  public void onMessage(List<ConsumerRecord<String, byte[]>> records) {
    var byLoop = new IdentityHashMap<Executor, List<Reply>>();
    for (var record : records) {
      var call = record.key() == null ? null : waiting.claim(record.key());
      if (call != null) {
        byLoop
            .computeIfAbsent(call.answerOn(), loop -> new ArrayList<>())
            .add(new Reply(call, record));
      } else if (record.key() != null && record.value() != null) {
        countUnclaimed(record);
      }
    }
    byLoop.forEach(this::answer);
  }

  private void answer(Executor loop, List<Reply> replies) {
    try {
      loop.execute(() -> replies.forEach(reply -> waiting.answer(reply.call(), reply.record())));
    } catch (RejectedExecutionException e) {
      // The event loop has stopped, and its connections with it: there is nobody left to tell.
    }
  }

  private void countUnclaimed(ConsumerRecord<String, byte[]> record) {
    try {
      waiting.countUnclaimed(record);
    } catch (RuntimeException e) {
      // Another writer's record that cannot be read: nobody waits for it either.
    }
  }
}
