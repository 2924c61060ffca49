package io.millrace.inference;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Groups requests that are looked at together into chunks, as large as the configuration lets them be. */
final class OpenChunks {
  private final InferenceConfig config;
  private final Map<Object, Chunk> open = new HashMap<>();
  private final Set<Chunk> all = new LinkedHashSet<>();

  OpenChunks(InferenceConfig config) {
    this.config = config;
  }

  /** The chunk that the request has joined. */
  Chunk add(RequestReader.Ready ready) {
    var group = ready.session().group(ready.job().inputs());
    var chunk = open.get(group);
    if (chunk == null || !chunk.takes(ready.job(), config)) {
      chunk = new Chunk(ready.session(), config.maxOutputBytes());
      open.put(group, chunk);
      all.add(chunk);
    }
    chunk.add(ready.job());
    return chunk;
  }

  /** All chunks there are, in the order of their first requests. */
  Collection<Chunk> all() {
    return all;
  }
}
