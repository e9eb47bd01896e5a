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
/// array is sent, one slice at a time.
///
/// @param webhookData whether the webhook JSON of each message is written too
/// @param notes the team's notes about the chat, if they are requested
record MessageArray(
    ChatHistory history, WaId chat, boolean webhookData, List<Note> notes, FileLinks links) {
  /// The number of messages whose webhook data is read in one step. It is small because the data of
  /// one message can be as large as a whole webhook.
  private static final int FEW = 16;

  /// Writes the messages without notes.
  MessageArray(ChatHistory history, WaId chat, boolean webhookData, FileLinks links) {
    this(history, chat, webhookData, List.of(), links);
  }

  /// The range of time whose notes a page shows.
  ///
  /// @param from the start, inclusive; null if the page contains the start of the chat
  /// @param before the end, exclusive; null if the page contains the end of the chat
  record Time(@Nullable Instant from, @Nullable Instant before) {
    private boolean has(Instant at) {
      return (from == null || !at.isBefore(from)) && (before == null || at.isBefore(before));
    }
  }

  /// Writes all messages of a chat from `first` on, and the notes among them.
  ///
  /// @param first the first slice; the slices after it are written too
  void write(JsonGenerator json, MessageSlice first) throws IOException {
    write(json, first, new Time(null, null));
  }

  /// Writes the messages from `first` on, and the notes of a range of time.
  ///
  /// @param first the first slice; the slices after it are written too
  /// @param time the range of time of the page
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

  /// Writes the notes that are older than a message, and removes them from `left`.
  private static void writeNotes(JsonGenerator json, Message message, Deque<Note> left)
      throws IOException {
    while (!left.isEmpty() && left.getFirst().at().isBefore(message.timestamp())) {
      NoteJson.write(json, left.removeFirst());
    }
  }
}
