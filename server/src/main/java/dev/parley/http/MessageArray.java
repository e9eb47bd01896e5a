package dev.parley.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.api.FileLinks;
import dev.parley.api.MessageJson;
import dev.parley.api.NoteJson;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Note;
import dev.parley.chat.Quotes;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes messages of a chat as a JSON array. Messages that are not in memory are read while the
/// array is sent, as many at once as fit into a slice.
///
/// @param webhookData whether the JSON of their webhooks is written too
/// @param notes the team's notes about the chat, if they are requested
record MessageArray(
    ChatHistory history, WaId chat, boolean webhookData, List<Note> notes, FileLinks links) {
  /// How many messages' webhook data is read at once: each can be as large as a webhook.
  private static final int FEW = 16;

  /// Writes the messages without notes.
  MessageArray(ChatHistory history, WaId chat, boolean webhookData, FileLinks links) {
    this(history, chat, webhookData, List.of(), links);
  }

  /// The range of time whose notes a page shows.
  ///
  /// @param from the earliest; null: the page begins with the chat
  /// @param before later than all of it; null: the page ends with the chat
  record Time(@Nullable Instant from, @Nullable Instant before) {
    private boolean has(Instant at) {
      return (from == null || !at.isBefore(from)) && (before == null || at.isBefore(before));
    }
  }

  /// @param first its rest is written too
  void write(JsonGenerator json, MessageSlice first) throws IOException {
    write(json, first, new Time(null, null));
  }

  /// @param first its rest is written too
  /// @param time of the page
  void write(JsonGenerator json, MessageSlice first, Time time) throws IOException {
    Deque<Note> left = new ArrayDeque<>(notes.stream().filter(it -> time.has(it.at())).toList());
    json.writeStartArray();
    MessageSlice slice = first;
    write(json, slice.messages(), left);
    while (slice.rest() != null) {
      slice = history.slice(chat, slice.rest());
      write(json, slice.messages(), left);
    }
    for (Note note : left) {
      NoteJson.write(json, note);
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, List<Message> messages, Deque<Note> notesLeft)
      throws IOException {
    Quotes quotes = Quotes.of(history, messages);
    if (!webhookData) {
      for (Message message : messages) {
        writeNotes(json, message, notesLeft);
        MessageJson.write(json, message, quotes, links);
      }
      return;
    }
    for (int from = 0; from < messages.size(); from += FEW) {
      List<Message> some = messages.subList(from, Math.min(from + FEW, messages.size()));
      Map<MessageId, String> data = history.webhookData(chat, some);
      for (Message message : some) {
        writeNotes(json, message, notesLeft);
        MessageJson.write(json, message, quotes, data.get(message.id()), links);
      }
    }
  }

  /// The notes that are older than a message.
  private static void writeNotes(JsonGenerator json, Message message, Deque<Note> left)
      throws IOException {
    while (!left.isEmpty() && left.getFirst().at().isBefore(message.timestamp())) {
      NoteJson.write(json, left.removeFirst());
    }
  }
}
