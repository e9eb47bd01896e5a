package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.number;
import static dev.parley.store.mongo.DocumentFields.text;
import static dev.parley.store.mongo.DocumentFields.textOrNull;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatState;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Conversation;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// The summary of a chat. Its `_id` is the address.
final class ChatDocument {
  static final String COLLECTION = "parley_chats";

  static final String LAST_SEQ = "last_seq";
  static final String NEWEST_TIMESTAMP = "newest_timestamp";
  static final String UNREAD = "unread";
  private static final String NEWEST_SEQ = "newest_seq";
  private static final String UNREAD_SINCE = "unread_since";
  private static final String VERSION = "version";

  /// [Instant#EPOCH] if the window was never opened.
  static final String WINDOW_OPENED_AT = "window_opened_at";

  private static final String WINDOW_CLOSED_AT = "window_closed_at";

  /// Matches summaries of an earlier version, which had no windows.
  static final Bson WITHOUT_WINDOW = Filters.exists(WINDOW_OPENED_AT, false);

  // The state of a team's work on a chat. Values of a new chat are absent, as in chats of earlier
  // versions.
  private static final String STATE = "state";
  static final String SNOOZED_UNTIL = "snoozed_until";
  private static final String ASSIGNEE = "assignee";
  private static final String TEAM = "team";
  static final String LABELS = "labels";
  private static final String PINNED = "pinned";
  private static final String MUTED = "muted";

  /// The start of the current conversation; absent if there is none.
  private static final String ASKED_SINCE = "asked_since";

  private static final String ANSWERED = "answered";

  /// The number of removed messages; absent if none was removed.
  private static final String REMOVED = "removed";

  private static final Bson IS_UNREAD = Filters.gt(UNREAD, 0);

  /// Each list of chats has an index with the order of the list; see [#fitting].
  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .keyedByAddress()
          .indexed(Indexes.descending(NEWEST_TIMESTAMP, FieldNames.KEY))
          .indexed(
              Indexes.descending(
                  NEWEST_TIMESTAMP, FieldNames.KEY, UNREAD), // different keys than the first
              new IndexOptions().partialFilterExpression(IS_UNREAD))
          .indexed(listed(STATE))
          .indexed(listed(ASSIGNEE), having(ASSIGNEE))
          .indexed(listed(TEAM), having(TEAM))
          .indexed(listed(LABELS), having(LABELS))
          .indexed(Indexes.ascending(SNOOZED_UNTIL), having(SNOOZED_UNTIL))
          .archivedAs(ArchivedRecord.Kind.CHAT_STATE, ChatDocument::archived);

  private static Bson listed(String field) {
    return Indexes.compoundIndex(
        Indexes.ascending(field), Indexes.descending(NEWEST_TIMESTAMP, FieldNames.KEY));
  }

  private static IndexOptions having(String field) {
    return new IndexOptions().partialFilterExpression(Filters.exists(field));
  }

  /// Matches the documents of chats that fit a criterion; [#KIND] has an index for each, in the
  /// order of lists.
  static Bson fitting(ChatCriterion criterion) {
    return switch (criterion) {
      case ChatCriterion.All() -> Filters.empty();
      case ChatCriterion.Unread() -> IS_UNREAD;
      case ChatCriterion.InProgress(var progress) -> Filters.eq(STATE, word(progress));
      case ChatCriterion.AssignedTo(var user) -> Filters.eq(ASSIGNEE, user);
      case ChatCriterion.OfTeam(var team) -> Filters.eq(TEAM, team);
      case ChatCriterion.Labelled(var label) -> Filters.eq(LABELS, label);
      case ChatCriterion.VisibleTo _ ->
          throw new IllegalArgumentException("visible chats have no list of their own");
    };
  }

  private static @Nullable String word(ChatState.Progress progress) {
    return progress == ChatState.Progress.OPEN ? null : progress.word();
  }

  private ChatDocument() {}

  /// The document without its key; absent fields are null.
  private static Document of(ChatSummary summary) {
    ChatState state = summary.state();
    return new Document()
        .append(LAST_SEQ, summary.lastSeq())
        .append(NEWEST_SEQ, summary.newestSeq())
        .append(NEWEST_TIMESTAMP, date(summary.newestTimestamp()))
        .append(UNREAD, summary.unread())
        .append(UNREAD_SINCE, date(summary.unreadSince()))
        .append(VERSION, summary.version())
        .append(WINDOW_OPENED_AT, windowOpenedAt(summary.windowOpenedAt()))
        .append(WINDOW_CLOSED_AT, DocumentFields.dateOrNull(summary.windowClosedAt()))
        .append(STATE, word(state.progress()))
        .append(SNOOZED_UNTIL, DocumentFields.dateOrNull(state.snoozedUntil()))
        .append(ASSIGNEE, state.assignee())
        .append(TEAM, state.team())
        .append(LABELS, state.labels().isEmpty() ? null : state.labels())
        .append(PINNED, state.pinned() ? true : null)
        .append(MUTED, state.muted() ? true : null)
        .append(REMOVED, summary.removed() == 0 ? null : summary.removed())
        .append(
            ASKED_SINCE,
            DocumentFields.dateOrNull(
                summary.conversation() == null ? null : summary.conversation().since()))
        .append(
            ANSWERED,
            (summary.conversation() != null && summary.conversation().answered()) ? true : null);
  }

  private static ChatState state(Document document) {
    ChatState.Progress progress =
        ChatState.Progress.of(String.valueOf(textOrNull(document, STATE)))
            .orElse(ChatState.Progress.OPEN);
    boolean snoozed = progress == ChatState.Progress.SNOOZED;
    return new ChatState(
        progress,
        snoozed ? instant(document, SNOOZED_UNTIL) : null,
        textOrNull(document, ASSIGNEE),
        textOrNull(document, TEAM),
        labels(document),
        document.getBoolean(PINNED, false),
        document.getBoolean(MUTED, false));
  }

  private static List<String> labels(Document document) {
    return document.get(LABELS) instanceof List<?> all
        ? all.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KEY),
        document -> {
          ChatState state = state(document);
          return state.equals(ChatState.NEW)
              ? null
              : new ArchivedRecord.OfChatState(new WaId(text(document, FieldNames.KEY)), state);
        });
  }

  static ChatSummary read(Document document) {
    return new ChatSummary(
        new WaId(text(document, FieldNames.KEY)),
        number(document, LAST_SEQ),
        number(document, NEWEST_SEQ),
        instant(document, NEWEST_TIMESTAMP),
        number(document, UNREAD),
        instant(document, UNREAD_SINCE),
        number(document, VERSION),
        hasWindow(document) ? windowOpenedAt(document) : null,
        DocumentFields.moment(document.get(WINDOW_CLOSED_AT)).orElse(null),
        state(document),
        document.get(REMOVED) instanceof Number removed ? removed.longValue() : 0,
        DocumentFields.moment(document.get(ASKED_SINCE))
            .map(since -> new Conversation(since, document.getBoolean(ANSWERED, false)))
            .orElse(null));
  }

  /// Whether a document says when the window was opened, or that it was never opened.
  static boolean hasWindow(Document document) {
    return document.containsKey(WINDOW_OPENED_AT);
  }

  private static @Nullable Instant windowOpenedAt(Document document) {
    Instant at = instant(document, WINDOW_OPENED_AT);
    return at.equals(Instant.EPOCH) ? null : at;
  }

  /// The stored form of the time at which the window was last opened.
  ///
  /// @param at null: never
  static Date windowOpenedAt(@Nullable Instant at) {
    return date(at == null ? Instant.EPOCH : at);
  }

  /// Adds the writes of a commit for a changed summary.
  static void write(StagedRows.Changed<WaId, ChatSummary> changed, List<Write> writes) {
    Document after = changed.after().map(ChatDocument::of).orElse(null);
    if (after == null) {
      writes.add(new Write.Erase(COLLECTION, changed.key().value()));
      return;
    }
    if (changed.before().isEmpty()) {
      after.values().removeIf(Objects::isNull);
    }
    Write.row(
        COLLECTION,
        changed.key().value(),
        changed.before().map(ChatDocument::of).orElse(null),
        after,
        writes);
  }
}
