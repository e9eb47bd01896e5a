package dev.parley.store.mongo;

/// The names of the fields of messages and contacts, and of those that several kinds of records
/// have; fields of only one other kind are named in the class of its documents, see [StoredKinds].
/// The fields up to [#VERSION_KEY] belong to the backend that Parley replaces; the fields after it
/// are Parley's.
final class FieldNames {
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

  /// The version field of Mongoose.
  static final String VERSION_KEY = "__v";

  /// The number of the commit that last wrote a document; see [Journal].
  static final String REV = "rev";

  /// The time at which a document was removed. Besides it, only the key and `rev` are left; see
  /// [Write.Remove].
  static final String REMOVED_AT = "removed_at";

  /// The number of the last change of a message or contact; see [ChangeLogRows].
  static final String CHANGE = "change";

  static final String SEQ = "seq";

  /// The timestamp as a date, whatever type `timestamp` has. Messages are sorted by it.
  static final String AT = "at";

  /// The exact status, as its chat counts the message; see [MessageDocument].
  static final String PARLEY_STATUS = "parley_status";

  /// The field that says how the JSON is read back from `webhook_data`; see [WebhookData].
  static final String WEBHOOK_JSON = "webhook_json";

  /// The sender of a message through Parley: `id`, `name` and `kind`.
  static final String SENT_BY = "sent_by";

  static final String REPLY_TO = "reply_to";
  static final String CONTENT = "content";
  static final String EDITED_AT = "edited_at";
  static final String REACTIONS = "reactions";
  static final String ERROR = "error";
  static final String STATUS_TIMES = "status_times";

  /// The receipts of members of a group: `by` and `status_times` of each.
  static final String RECEIPTS = "receipts";

  /// The person who reacted, edited or revoked.
  static final String BY = "by";

  static final String EMOJI = "emoji";
  static final String KIND = "kind";

  private FieldNames() {}
}
