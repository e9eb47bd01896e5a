package dev.parley.store.mongo;

import java.util.Set;

/// What the collections and fields are called. Those of `processed_messages` and `contacts` down to
/// [#VERSION_KEY] are the ones of the backend that Parley replaces; all others are ours.
final class Names {
  static final String MESSAGES = "processed_messages";
  static final String CONTACTS = "contacts";
  static final String CHATS = "parley_chats";
  static final String IDENTITIES = "parley_identities";
  static final String EARLY_STATUSES = "parley_early_statuses";
  static final String AMENDMENTS = "parley_amendments";
  static final String UNPROCESSED = "parley_unprocessed";

  /// What changed, an entry or more for each commit; see [Log].
  static final String CHANGES = "parley_changes";

  /// One document, [Journal#HEAD], and what does not fit into it.
  static final String JOURNAL = "parley_journal";

  /// All of them.
  static final Set<String> COLLECTIONS =
      Set.of(
          MESSAGES,
          CONTACTS,
          CHATS,
          IDENTITIES,
          EARLY_STATUSES,
          AMENDMENTS,
          UNPROCESSED,
          CHANGES,
          JOURNAL);

  static final String KEY = "_id";
  static final String ID = "id";
  static final String META_ID = "meta_msg_id";
  static final String WA_ID = "wa_id";
  static final String PHONE = "phone";
  static final String NAME = "name";
  static final String TEXT = "text";
  static final String TYPE = "type";
  static final String TIMESTAMP = "timestamp";
  static final String STATUS = "status";
  static final String FROM = "from";
  static final String TO = "to";
  static final String MESSAGE_TYPE = "message_type";
  static final String WEBHOOK_DATA = "webhook_data";
  static final String AVATAR = "avatar";
  static final String LAST_SEEN = "last_seen";
  static final String IS_ONLINE = "is_online";
  static final String CREATED_AT = "createdAt";
  static final String UPDATED_AT = "updatedAt";

  /// Mongoose's own.
  static final String VERSION_KEY = "__v";

  /// The number of the commit that wrote a document last; see [Journal].
  static final String REV = "rev";

  /// When a document was removed, of which nothing else is left; see [Write.Remove].
  static final String REMOVED_AT = "removed_at";

  /// The number of the change that a message or contact is as of; see [Log].
  static final String CHANGE = "change";

  static final String SEQ = "seq";

  /// The timestamp as a date whatever `timestamp` holds: what messages are sorted by.
  static final String AT = "at";

  /// The exact status, as its chat counts the message; see [MessageDocument].
  static final String PARLEY_STATUS = "parley_status";

  /// How the JSON is read back from `webhook_data`; see [WebhookData].
  static final String WEBHOOK_JSON = "webhook_json";

  /// Who sent a message through Parley: `id`, `name` and `kind`.
  static final String SENT_BY = "sent_by";

  static final String REPLY_TO = "reply_to";
  static final String CONTENT = "content";
  static final String EDITED_AT = "edited_at";
  static final String REACTIONS = "reactions";
  static final String ERROR = "error";
  static final String STATUS_TIMES = "status_times";

  static final String LAST_SEQ = "last_seq";
  static final String NEWEST_SEQ = "newest_seq";
  static final String NEWEST_TIMESTAMP = "newest_timestamp";
  static final String UNREAD = "unread";
  static final String UNREAD_SINCE = "unread_since";
  static final String VERSION = "version";

  static final String ADDRESS = "address";
  static final String MESSAGE_ID = "message_id";
  static final String RECEIVED_AT = "received_at";
  static final String TARGET = "target";
  static final String BY = "by";
  static final String DIRECTION = "direction";
  static final String EMOJI = "emoji";
  static final String KIND = "kind";
  static final String PLACE = "place";
  static final String DIGEST = "digest";
  static final String BODY = "body";
  static final String ELEMENTS = "elements";
  static final String REASONS = "reasons";
  static final String FIRST_AT = "first_at";
  static final String LAST_AT = "last_at";
  static final String TIMES = "times";
  static final String BYTES = "bytes";

  static final String COUNT = "count";
  static final String TOKEN = "token";
  static final String CHANGES_OF = "changes";

  private Names() {}
}
