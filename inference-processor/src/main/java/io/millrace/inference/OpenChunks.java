package io.millrace.inference;

import java.util.HashMap;
import java.util.Map;

/** Groups requests that are looked at together into chunks, as large as the configuration lets them be. */
final class OpenChunks {
  private final InferenceConfig config;
  private final Early early;
  private final Targets targets = new Targets();
  private final Map<Object, Chunk> open = new HashMap<>();

  /** @param early tells callers once a chunk has run */
  OpenChunks(InferenceConfig config, Early early) {
    this.config = config;
    this.early = early;
  }

  /** What these requests ask for. */
  Targets targets() {
    return targets;
  }

  /** The chunk that the request has joined. */
  Chunk add(RequestReader.Ready ready) {
    var group = ready.session().group(ready.job().inputs());
    var chunk = open.get(group);
    if (chunk == null || !chunk.takes(ready.job())) {
      chunk = new Chunk(ready.session(), config, early);
      open.put(group, chunk);
    }
    chunk.add(ready.job());
    return chunk;
  }
}
