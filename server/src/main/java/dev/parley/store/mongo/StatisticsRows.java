package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.AgentDay;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// The statistics of a team, in a [MongoLedger].
final class StatisticsRows implements LedgerRows {
  private final MongoCollection<Document> days;
  private final DamageLog damages;
  private final StagedRows<AgentDay.Key, AgentDay> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  StatisticsRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.days = database.getCollection(StatisticsDocument.COLLECTION);
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  Optional<AgentDay> find(AgentDay.Key key) {
    return rows.get(key, this::load);
  }

  private Optional<AgentDay> load(AgentDay.Key key) {
    return Lookups.byKey(days, key.toString())
        .flatMap(document ->
            damages.read(StatisticsDocument.COLLECTION, document, StatisticsDocument::read));
  }

  void save(AgentDay day) {
    var _ = find(day.key());
    rows.put(day.key(), day);
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> StatisticsDocument.write(it, writes));
  }
}
