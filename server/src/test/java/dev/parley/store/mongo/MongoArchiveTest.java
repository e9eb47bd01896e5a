package dev.parley.store.mongo;

import dev.parley.chat.ChatArchiveContract;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.archive.ChatArchive;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MongoArchiveTest implements ChatArchiveContract {
  @AutoClose private final TestMongo mongo = new TestMongo();

  @Override
  public void withStore(Consumer<SteppedStore> use) {
    try (MongoChatStore store =
        MongoChatStore.open(mongo.uri(), changes -> {}, StoreListener.NONE)) {
      use.accept(SteppedStore.of(store));
    }
  }

  @Override
  public ChatArchive archive() {
    return MongoArchive.open(mongo.uri());
  }
}
