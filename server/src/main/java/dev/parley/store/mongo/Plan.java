package dev.parley.store.mongo;

import static dev.parley.store.mongo.Fields.word;

import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// What has to be written so that documents say what the rows of a [MongoLedger] say.
final class Plan {
  private Plan() {}

  static void message(Table.Changed<Object, Held> changed, List<Write> writes) {
    Held held = changed.after().orElseThrow();
    if (held.met() == Held.Met.NEW) {
      Document document = new Document(Names.KEY, held.key());
      document.putAll(MessageDocument.whole(held.message(), held.webhookData()));
      writes.add(new Write.Add(Names.MESSAGES, Names.ID, document));
      return;
    }
    Held before = changed.before().orElseThrow();
    Document old = MessageDocument.changing(before.message());
    old.put(Names.PARLEY_STATUS, before.counted() == null ? null : word(before.counted()));
    Document now = MessageDocument.changing(held.message());
    if (held.met() == Held.Met.ADOPTED) {
      now.append(Names.SEQ, held.message().seq())
          .append(Names.AT, Documents.date(held.message().timestamp()));
    }
    add(writes, Write.difference(Names.MESSAGES, held.key(), old, now));
  }

  static void reports(
      Table.Changed<MessageId, Map<Status, MongoLedger.Waiting>> changed, List<Write> writes) {
    Map<Status, MongoLedger.Waiting> before = changed.before().orElse(Map.of());
    Map<Status, MongoLedger.Waiting> after = changed.after().orElse(Map.of());
    for (Status status : Status.values()) {
      String key = changed.key().value() + " " + word(status);
      add(
          writes,
          row(
              Names.EARLY_STATUSES,
              key,
              document(before.get(status)),
              document(after.get(status))));
    }
  }

  private static @Nullable Document document(MongoLedger.@Nullable Waiting waiting) {
    return waiting == null ? null : Documents.of(waiting.report(), waiting.receivedAt());
  }

  static void address(Table.Changed<WaId, WaId> changed, List<Write> writes) {
    add(
        writes,
        row(
            Names.IDENTITIES,
            changed.key().value(),
            changed.before().map(Plan::document).orElse(null),
            changed.after().map(Plan::document).orElse(null)));
  }

  private static Document document(WaId address) {
    return new Document(Names.ADDRESS, address.value());
  }

  static void contact(Table.Changed<WaId, MongoLedger.HeldContact> changed, List<Write> writes) {
    MongoLedger.HeldContact after = changed.after().orElseThrow();
    if (changed.before().isEmpty()) {
      Document document = new Document(Names.KEY, after.key());
      document.putAll(ContactDocument.whole(after.contact()));
      writes.add(new Write.Add(Names.CONTACTS, Names.WA_ID, document));
      return;
    }
    Write.Set difference =
        Write.difference(
            Names.CONTACTS,
            after.key(),
            ContactDocument.of(changed.before().get().contact()),
            ContactDocument.of(after.contact()));
    if (difference != null) {
      // a phone that is not there would be read as that of the address
      Document fields = new Document(difference.fields());
      difference.gone().forEach(field -> fields.append(field, null));
      writes.add(new Write.Set(Names.CONTACTS, after.key(), fields, List.of()));
    }
  }

  static void unprocessed(Table.Changed<String, KeptUnprocessed> changed, List<Write> writes) {
    Optional<KeptUnprocessed> any = changed.before().or(changed::after);
    byte[] digest = HexFormat.of().parseHex(changed.key());
    if (isKeptAgain(changed)) {
      Document again = Documents.of(changed.after().orElseThrow(), digest);
      writes.add(new Write.Set(Names.UNPROCESSED, any.orElseThrow().number(), again, List.of()));
      return;
    }
    add(
        writes,
        row(
            Names.UNPROCESSED,
            any.orElseThrow().number(),
            changed.before().map(it -> Documents.of(it, digest)).orElse(null),
            changed.after().map(it -> Documents.of(it, digest)).orElse(null)));
  }

  /// Whether the group that forgot an entry keeps the same bytes again: the digest names one
  /// document at any time, so the entry stays under the number that it had.
  private static boolean isKeptAgain(Table.Changed<String, KeptUnprocessed> changed) {
    return changed.before().isPresent()
        && changed.after().isPresent()
        && changed.before().get().number() != changed.after().get().number();
  }

  static void summary(Table.Changed<WaId, ChatSummary> changed, List<Write> writes) {
    add(
        writes,
        row(
            Names.CHATS,
            changed.key().value(),
            changed.before().map(Documents::of).orElse(null),
            changed.after().map(Documents::of).orElse(null)));
  }

  /// A document of a collection of our own, whose key says all.
  private static @Nullable Write row(
      String collection, Object key, @Nullable Document before, @Nullable Document after) {
    if (before == null) {
      return after == null ? null : added(collection, key, after);
    }
    return after == null
        ? new Write.Remove(collection, key)
        : Write.difference(collection, key, before, after);
  }

  static Write added(String collection, Object key, Document fields) {
    Document document = new Document(Names.KEY, key);
    document.putAll(fields);
    return new Write.Add(collection, Names.KEY, document);
  }

  private static void add(List<Write> writes, @Nullable Write write) {
    if (write != null) {
      writes.add(write);
    }
  }
}
