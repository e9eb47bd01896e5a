package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.parley.chat.Alias;
import dev.parley.chat.WaId;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/// The addresses of people's chats, in a [MongoLedger].
final class IdentityRows implements LedgerRows {
  private final MongoCollection<Document> identities;
  private final StagedRows<WaId, Alias> aliases;

  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  IdentityRows(MongoDatabase database, Deque<Runnable> opposites) {
    this.identities = database.getCollection(IdentityDocument.COLLECTION);
    this.aliases = new StagedRows<>(opposites);
  }

  /// Reads ahead the addresses of many people.
  ///
  /// @return the addresses of the people who have one
  Set<WaId> readAll(Collection<WaId> userIds) {
    BulkRead<WaId, Alias> read = new BulkRead<>(IdentityDocument.KIND);
    for (Document document : identities.find(Lookups.ofPeople(FieldNames.KEY, userIds))) {
      WaId userId = new WaId(DocumentFields.text(document, FieldNames.KEY));
      read.read(userId, document, IdentityDocument::read)
          .ifPresent(alias -> read.found().put(userId, alias));
    }
    read.teach(aliases, userIds);
    return read.found().values().stream().map(Alias::address).collect(Collectors.toSet());
  }

  Optional<WaId> addressOf(WaId userId) {
    return aliases.get(userId, this::load).map(Alias::address);
  }

  private Optional<Alias> load(WaId userId) {
    return Lookups.byKey(identities, userId.value())
        .map(
            document -> Damage.read(IdentityDocument.COLLECTION, document, IdentityDocument::read));
  }

  List<Alias> aliasesOf(WaId address) {
    for (Document document :
        identities.find(Filters.eq(IdentityDocument.ADDRESS, address.value()))) {
      Alias stored = Damage.read(IdentityDocument.COLLECTION, document, IdentityDocument::read);
      aliases.noteRead(stored.id(), Optional.of(stored));
    }
    return aliases.known().stream().filter(it -> it.address().equals(address)).toList();
  }

  void save(Alias alias) {
    addressOf(alias.id());
    aliases.put(alias.id(), alias);
  }

  /// Makes every number and user id that leads to `from` lead to `to`.
  void redirect(WaId from, WaId to) {
    aliasesOf(from).forEach(it -> save(new Alias(it.id(), to, it.at())));
  }

  @Override
  public void addWrites(List<Write> writes) {
    aliases.changes().forEach(it -> IdentityDocument.write(it, writes));
  }
}
