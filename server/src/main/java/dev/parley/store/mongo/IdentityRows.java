package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.WaId;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// The addresses of people's chats, in a [MongoLedger].
final class IdentityRows implements LedgerRows {
  private final MongoCollection<Document> identities;
  private final StagedRows<WaId, WaId> addresses;

  /// @param opposites see [StagedRows]
  IdentityRows(MongoDatabase database, Deque<Runnable> opposites) {
    this.identities = database.getCollection(IdentityDocument.COLLECTION);
    this.addresses = new StagedRows<>(opposites);
  }

  /// Reads ahead the addresses of many people.
  ///
  /// @return the addresses of the people who have one
  Map<WaId, WaId> readAll(Collection<WaId> userIds) {
    BulkRead<WaId, WaId> read = new BulkRead<>(IdentityDocument.KIND);
    for (Document document : identities.find(Lookups.ofPeople(FieldNames.KEY, userIds))) {
      WaId userId = new WaId(DocumentFields.text(document, FieldNames.KEY));
      read.read(userId, document, IdentityDocument::read)
          .ifPresent(address -> read.found().put(userId, address));
    }
    read.teach(addresses, userIds);
    return read.found();
  }

  Optional<WaId> addressOf(WaId userId) {
    return addresses.get(userId, this::load);
  }

  private Optional<WaId> load(WaId userId) {
    return Lookups.byKey(identities, userId.value())
        .map(document ->
            Damage.naming(IdentityDocument.COLLECTION, document, IdentityDocument::read));
  }

  void saveAddress(WaId userId, WaId address) {
    addressOf(userId);
    addresses.put(userId, address);
  }

  @Override
  public void addWrites(List<Write> writes) {
    addresses.changes().forEach(it -> IdentityDocument.write(it, writes));
  }
}
