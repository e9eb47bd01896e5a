package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.Sorts;
import dev.parley.templates.KeptTemplates;
import dev.parley.templates.TemplateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// The account's templates, in a separate collection that neither other programs nor steps write:
/// the list can be fetched from WhatsApp again. Safe for use by many threads and processes.
///
/// | `_id` | a document is |
/// | --- | --- |
/// | `list` | the list that counts: `account`, `fetched_at`, `generation`, `count` |
/// | `<generation>/<place>` | a template: `json` |
///
/// A new list is written as a new generation. It becomes valid when `list` names it; then the
/// previous generation is removed. Lists that a killed process left incomplete are removed after an
/// hour.
final class MongoTemplates implements TemplateStore {
  static final String COLLECTION = "parley_templates";

  private static final String LIST = "list";
  private static final String ACCOUNT = "account";
  private static final String FETCHED_AT = "fetched_at";
  private static final String GENERATION = "generation";
  private static final String COUNT = "count";
  private static final String JSON = "json";

  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final int TRIES = 3;

  private final MongoCollection<Document> templates;

  MongoTemplates(MongoDatabase database) {
    this.templates = database.getCollection(COLLECTION);
  }

  @Override
  public Optional<KeptTemplates> load() {
    try {
      for (int i = 0; i < TRIES; i++) {
        Document list = Lookups.byKey(templates, LIST).orElse(null);
        if (list == null
            || !(list.get(ACCOUNT) instanceof String account)
            || !(list.get(FETCHED_AT) instanceof Date fetchedAt)
            || !(list.get(GENERATION) instanceof String generation)
            || !(list.get(COUNT) instanceof Number count)) {
          return Optional.empty();
        }
        List<String> all = all(generation);
        if (all.size() == count.intValue()) { // otherwise another process has replaced it meanwhile
          return Optional.of(new KeptTemplates(account, fetchedAt.toInstant(), all));
        }
      }
      return Optional.empty();
    } catch (MongoException e) {
      throw MongoErrors.unavailable(MongoErrors.sentence(e));
    }
  }

  @Override
  public Optional<Instant> fetchedAt(String account) {
    try {
      return Lookups.byKey(templates, LIST)
          .filter(list -> account.equals(list.get(ACCOUNT)))
          .map(list -> list.get(FETCHED_AT))
          .filter(Date.class::isInstance)
          .map(at -> ((Date) at).toInstant());
    } catch (MongoException e) {
      throw MongoErrors.unavailable(MongoErrors.sentence(e));
    }
  }

  private List<String> all(String generation) {
    List<String> all = new ArrayList<>();
    for (Document document :
        templates
            .find(of(generation))
            .sort(Sorts.ascending(FieldNames.KEY))
            .batchSize(Lookups.BATCH)) {
      if (document.get(JSON) instanceof String json) {
        all.add(json);
      }
    }
    return all;
  }

  @Override
  public void replace(KeptTemplates kept) {
    ObjectId made = new ObjectId();
    String generation = made.toHexString();
    try {
      add(generation, kept.templates());
      Document list =
          new Document(FieldNames.KEY, LIST)
              .append(ACCOUNT, kept.account())
              .append(FETCHED_AT, Date.from(kept.fetchedAt()))
              .append(GENERATION, generation)
              .append(COUNT, kept.templates().size());
      @Nullable Document before =
          templates.findOneAndReplace(
              Filters.eq(FieldNames.KEY, LIST), list, new FindOneAndReplaceOptions().upsert(true));
      if (before != null && before.get(GENERATION) instanceof String old) {
        templates.deleteMany(of(old));
      }
      removeAbandoned(made.getDate().toInstant().minus(ABANDONED));
    } catch (MongoException e) {
      throw MongoErrors.unavailable(MongoErrors.sentence(e));
    }
  }

  private void add(String generation, List<String> all) {
    List<Document> some = new ArrayList<>();
    for (int place = 0; place < all.size(); place++) {
      some.add(
          new Document(FieldNames.KEY, "%s/%06d".formatted(generation, place))
              .append(JSON, all.get(place)));
      if (some.size() == Lookups.BATCH || place == all.size() - 1) {
        templates.insertMany(some);
        some = new ArrayList<>();
      }
    }
  }

  private void removeAbandoned(Instant since) {
    String oldest = ObjectId.getSmallestWithDate(Date.from(since)).toHexString();
    templates.deleteMany(Filters.lt(FieldNames.KEY, oldest)); // LIST is greater than every number
  }

  private static Bson of(String generation) {
    // '0' follows '/'
    return Filters.and(
        Filters.gte(FieldNames.KEY, generation + "/"),
        Filters.lt(FieldNames.KEY, generation + "0"));
  }
}
