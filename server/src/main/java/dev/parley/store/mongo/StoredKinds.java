package dev.parley.store.mongo;

import dev.parley.chat.archive.ArchivedRecord;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// All kinds of records that steps write; [MongoTemplates] has another collection. The collections
/// of the first two are those of the replaced backend.
///
/// | collection | a document is | unique |
/// | --- | --- | --- |
/// | `processed_messages` | a message: [MessageDocument] | `id`; `(wa_id, seq)` where `seq` is above 0 |
/// | `contacts` | a customer: [ContactDocument] | `wa_id` |
/// | `parley_chats` | a chat's summary: [ChatDocument] | `_id`, the address |
/// | `parley_identities` | the address of the chat to which a number or user id leads, and since when: [IdentityDocument] | `_id`, the number or user id |
/// | `parley_early_statuses` | a status that waits for its message, 7 days: [EarlyStatusDocument] | `_id`: message, status and member of a group |
/// | `parley_amendments` | a reaction, edit or revocation; applied or waiting; only the last one of each person, message and kind: [AmendmentDocument] | `_id`, the event |
/// | `parley_unprocessed` | a webhook body that was not completely understood: [UnprocessedDocument] | `_id`, the number; `digest` |
/// | `parley_outbox` | a message for WhatsApp: [OutboxDocument] | `_id`, the message |
/// | `parley_accounts` | a user, an API key, a sign-in or a one-time link: [AccountDocument] | `_id`, the kind and the id |
/// | `parley_cursors` | the position of a durable subscriber: [CursorDocument] | `_id`, its name |
/// | `parley_media` | the metadata of a file: [MediaDocument] | `_id`, its id |
/// | `parley_hooks` | an outgoing webhook, the results of its deliveries, or a waiting event: [HookDocument] | `_id`, the kind and the id |
/// | `parley_shared` | a label, a canned reply, an erasure, or two chats that are being joined: [SharedDocument] | `_id`, its id |
/// | `parley_notes` | a note of a member of the team about a chat: [NoteDocument] | `_id`, its id |
/// | `parley_statistics` | the statistics of one day and one member of the team: [StatisticsDocument] | `_id`, the day and the agent |
/// | `parley_changes` | an entry of the log of changes: [ChangeDocument] | `_id`, the number of its last change |
final class StoredKinds {
  /// All kinds, in the order in which the documents of a commit are written. Others may read
  /// between two writes, so objects are written before references to them: a file before its
  /// message, messages before the summary of their chat, the log of changes last.
  static final List<StoredKind> ALL =
      List.of(
          MediaDocument.KIND,
          MessageDocument.KIND,
          AmendmentDocument.KIND,
          EarlyStatusDocument.KIND,
          IdentityDocument.KIND,
          ContactDocument.KIND,
          UnprocessedDocument.KIND,
          OutboxDocument.KIND,
          AccountDocument.KIND,
          CursorDocument.KIND,
          HookDocument.KIND,
          SharedDocument.KIND,
          NoteDocument.KIND,
          StatisticsDocument.KIND,
          ChatDocument.KIND,
          ChangeDocument.KIND);

  /// The names of all collections, including the journal.
  static final Set<String> COLLECTIONS = collections();

  private static final Map<ArchivedRecord.Kind, StoredKind> ARCHIVED = archived();

  private StoredKinds() {}

  private static Set<String> collections() {
    Set<String> names = new HashSet<>();
    names.add(Journal.COLLECTION);
    ALL.forEach(kind -> names.add(kind.collection()));
    return Set.copyOf(names);
  }

  private static Map<ArchivedRecord.Kind, StoredKind> archived() {
    Map<ArchivedRecord.Kind, StoredKind> archived = new EnumMap<>(ArchivedRecord.Kind.class);
    for (StoredKind kind : ALL) {
      if (kind.archived() != null) {
        archived.put(kind.archived().kind(), kind);
      }
    }
    if (archived.size() != ArchivedRecord.Kind.values().length) {
      throw new IllegalStateException("only these kinds are copied: " + archived.keySet());
    }
    return archived;
  }

  /// The kind whose records are copied as `kind`.
  static StoredKind of(ArchivedRecord.Kind kind) {
    return Objects.requireNonNull(ARCHIVED.get(kind));
  }

  /// All records that are copied as `kind`. Closing the stream ends the scan.
  static Stream<ArchivedRecord> records(ArchivedRecord.Kind kind, Scan scan) {
    return Objects.requireNonNull(of(kind).archived()).scan().apply(scan);
  }

  /// Whether the documents of a collection have addresses as their `_id`.
  static boolean areOfPeople(String collection) {
    return ALL.stream().anyMatch(kind -> kind.ofPeople() && kind.collection().equals(collection));
  }
}
