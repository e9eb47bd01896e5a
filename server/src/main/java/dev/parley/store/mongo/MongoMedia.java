package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.media.MediaRow;
import dev.parley.media.MediaRules;
import dev.parley.media.MediaStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// The metadata of files, in a MongoDB database.
final class MongoMedia implements MediaStore {
  private final MongoHistory history;
  private final MongoCollection<Document> media;
  private final Steps steps;
  private final DamageLog damages = new DamageLog();

  /// Runs steps.
  interface Steps {
    <T> T run(Instant now, Function<MediaRules, T> step);
  }

  /// @param history reads the database outside of steps
  MongoMedia(MongoDatabase database, MongoHistory history, Steps steps) {
    this.history = history;
    this.media = database.getCollection(MediaDocument.COLLECTION);
    this.steps = steps;
  }

  @Override
  public <T> T step(Instant now, Function<MediaRules, T> step) {
    return steps.run(now, step);
  }

  @Override
  public Optional<MediaRow> find(String id) {
    return history.read(
        _ -> Lookups.byKey(media, id).flatMap(document -> MediaRows.read(damages, document)));
  }

  @Override
  public List<MediaRow> rows(@Nullable String after, int limit) {
    return history.read(_ -> {
      List<MediaRow> some = new ArrayList<>();
      for (Document document :
          media
              .find(
                  Filters.and(
                      Filters.gt(FieldNames.KEY, after == null ? "" : after),
                      Filters.exists(MediaDocument.STATUS)))
              .sort(Sorts.ascending(FieldNames.KEY))
              .limit(limit)) {
        MediaRows.read(damages, document).ifPresent(some::add);
      }
      return some;
    });
  }

  @Override
  public Queue queue() {
    return history.read(_ -> {
      Document oldest =
          media.find(MediaRows.WAITING).sort(Sorts.ascending(MediaDocument.AT)).first();
      return new Queue(
          media.countDocuments(MediaRows.WAITING),
          oldest != null && oldest.get(MediaDocument.AT) instanceof Date at
              ? at.toInstant()
              : null);
    });
  }
}
