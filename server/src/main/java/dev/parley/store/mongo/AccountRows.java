package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.accounts.AccountLedger;
import dev.parley.accounts.AccountRecord;
import dev.parley.accounts.AccountRecord.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// The accounts, in a [MongoLedger]. A damaged document is skipped and named in the log: it gives
/// nobody access.
final class AccountRows implements LedgerRows, AccountLedger {
  private final MongoCollection<Document> accounts;
  private final DamageLog damages;
  private final StagedRows<String, AccountRecord> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  AccountRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.accounts = database.getCollection(AccountDocument.COLLECTION);
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  @Override
  public Optional<AccountRecord> find(Kind kind, String id) {
    return rows.get(AccountDocument.key(kind, id), this::load);
  }

  private Optional<AccountRecord> load(String key) {
    return Lookups.byKey(accounts, key).flatMap(document -> read(damages, document));
  }

  @Override
  public List<AccountRecord> all(Kind kind) {
    for (Document document : accounts.find(Filters.eq(AccountDocument.KIND_FIELD, kind.word()))) {
      read(damages, document)
          .ifPresent(
              row -> rows.noteRead(AccountDocument.key(row.kind(), row.id()), Optional.of(row)));
    }
    return rows.known().stream()
        .filter(row -> row.kind() == kind)
        .sorted(Comparator.comparing(AccountRecord::id))
        .toList();
  }

  @Override
  public void save(AccountRecord row) {
    find(row.kind(), row.id());
    rows.put(AccountDocument.key(row.kind(), row.id()), row);
  }

  @Override
  public void remove(Kind kind, String id) {
    if (find(kind, id).isPresent()) {
      rows.remove(AccountDocument.key(kind, id));
    }
  }

  /// Writes the version last, so that readers that see the version also see its rows.
  @Override
  public void addWrites(List<Write> writes) {
    List<StagedRows.Changed<String, AccountRecord>> changes = new ArrayList<>(rows.changes());
    changes.sort(Comparator.comparing(AccountRows::isVersion));
    changes.forEach(it -> AccountDocument.write(it, writes));
  }

  private static boolean isVersion(StagedRows.Changed<String, AccountRecord> changed) {
    return changed.key().startsWith(Kind.VERSION.word() + ":");
  }

  /// All rows, except those of the audit trail.
  static List<AccountRecord> everything(MongoDatabase database, DamageLog damages) {
    List<AccountRecord> all = new ArrayList<>();
    List<String> kinds =
        Arrays.stream(Kind.values()).filter(kind -> kind != Kind.AUDIT).map(Kind::word).toList();
    for (Document document :
        database
            .getCollection(AccountDocument.COLLECTION)
            .find(Filters.in(AccountDocument.KIND_FIELD, kinds))) {
      read(damages, document).ifPresent(all::add);
    }
    return all;
  }

  /// The last rows of a kind, by their keys.
  static List<AccountRecord> page(
      MongoDatabase database, DamageLog damages, Kind kind, @Nullable String before, int limit) {
    String first = AccountDocument.key(kind, "");
    String end =
        before == null ? kind.word() + (char) (':' + 1) : AccountDocument.key(kind, before);
    List<AccountRecord> all = new ArrayList<>();
    for (Document document :
        database
            .getCollection(AccountDocument.COLLECTION)
            .find(
                Filters.and(
                    Filters.gte(FieldNames.KEY, first),
                    Filters.lt(FieldNames.KEY, end),
                    Filters.exists(AccountDocument.KIND_FIELD)))
            .sort(Sorts.descending(FieldNames.KEY))
            .limit(limit)) {
      read(damages, document).ifPresent(all::add);
    }
    return all;
  }

  /// The body of the row of [Kind#VERSION]; "" if there is none.
  static String version(MongoDatabase database, DamageLog damages) {
    for (Document document :
        database
            .getCollection(AccountDocument.COLLECTION)
            .find(Filters.eq(AccountDocument.KIND_FIELD, Kind.VERSION.word()))) {
      return read(damages, document).map(AccountRecord::body).orElse("");
    }
    return "";
  }

  /// The row of a document; empty if the document says that the row was removed, or is damaged.
  private static Optional<AccountRecord> read(DamageLog damages, Document document) {
    return document.containsKey(AccountDocument.KIND_FIELD)
        ? damages.read(AccountDocument.COLLECTION, document, AccountDocument::read)
        : Optional.empty();
  }
}
