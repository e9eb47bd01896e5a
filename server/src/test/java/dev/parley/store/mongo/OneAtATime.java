package dev.parley.store.mongo;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;

/// Runs one command after the other, because a query fails if an index is created at the same time.
///
/// An answer is a copy. It is sent later, while the next command changes documents in place, and
/// would show some of them half-changed, which MongoDB never does.
class OneAtATime extends MemoryBackend {
  @Override
  public synchronized Document handleMessage(MongoMessage message) {
    return super.handleMessage(message).cloneDeeply();
  }
}
