package dev.parley.chat.archive;

import dev.parley.chat.AgentDay;
import dev.parley.chat.Alias;
import dev.parley.chat.Amendment;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatState;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.Note;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One complete record of a store. Summaries of chats are not archived: they are computed again
/// from the messages.
public sealed interface ArchivedRecord {
  /// The kind of the record.
  Kind kind();

  /// A name for people, without a complete phone number.
  String name();

  /// The approximate number of characters in the record, used to limit the size of batches.
  default int weight() {
    return 0;
  }

  /// The kinds, in the order in which they are transferred. Amendments and statuses that wait for a
  /// message come before the messages, so that they exist when the message is added. Each comment
  /// says how the records of the kind are sorted.
  enum Kind {
    /// By address.
    CONTACT,
    /// By user id.
    IDENTITY,
    /// By message, then in the order in which the amendments were received.
    AMENDMENT,
    /// By message, then status.
    EARLY_STATUS,
    /// By number.
    UNPROCESSED,
    /// By kind, then id.
    SHARED,
    /// By address of the chat, then `seq`.
    MESSAGE,
    /// The states of chats, if somebody has changed them. They come after the messages, because the
    /// state is part of the summary.
    CHAT_STATE,
    /// By id. They come after their chats.
    NOTE,
    /// Statistics; by day, then agent.
    STATISTICS
  }

  /// A customer.
  record OfContact(Contact contact) implements ArchivedRecord {
    public OfContact {
      contact = contact.as(0); // the numbers of changes are valid in one store only
    }

    @Override
    public Kind kind() {
      return Kind.CONTACT;
    }

    @Override
    public String name() {
      return "contact " + shortened(contact.waId());
    }
  }

  /// A number or user id that leads to a chat.
  record OfIdentity(Alias alias) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.IDENTITY;
    }

    @Override
    public String name() {
      return "user id " + shortened(alias.id());
    }
  }

  /// A reaction, edit or revocation; applied or waiting.
  record OfAmendment(Amendment amendment) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.AMENDMENT;
    }

    @Override
    public String name() {
      return "an amendment in chat " + shortened(amendment.chat());
    }

    @Override
    public int weight() {
      return amendment.what() instanceof Amendment.Action.Edit(var body) ? body.text().length() : 0;
    }
  }

  /// A status that waits for its message.
  record OfStatus(StatusReport report, Instant receivedAt) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.EARLY_STATUS;
    }

    @Override
    public String name() {
      return "a status that waits for its message";
    }
  }

  /// A webhook body that was not completely understood.
  record OfUnprocessed(KeptUnprocessed entry) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.UNPROCESSED;
    }

    @Override
    public String name() {
      return "unprocessed webhook body " + entry.number();
    }

    @Override
    public int weight() {
      return entry.what().body().length;
    }
  }

  /// A label or a canned reply.
  record OfShared(SharedRecord shared) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.SHARED;
    }

    @Override
    public String name() {
      return shared.id();
    }
  }

  /// The state of a team's work on a chat, if somebody has changed it.
  record OfChatState(WaId chat, ChatState state) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.CHAT_STATE;
    }

    @Override
    public String name() {
      return "the state of chat " + shortened(chat);
    }
  }

  /// A note about a chat.
  record OfNote(Note note) implements ArchivedRecord {
    public OfNote {
      note = note.as(0); // the numbers of changes are valid in one store only
    }

    @Override
    public Kind kind() {
      return Kind.NOTE;
    }

    @Override
    public String name() {
      return note.id();
    }

    @Override
    public int weight() {
      return note.text().length();
    }
  }

  /// The statistics of one day and one member of the team.
  record OfStatistics(AgentDay day) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.STATISTICS;
    }

    @Override
    public String name() {
      return "the statistics of " + day.day();
    }
  }

  /// A message.
  ///
  /// @param webhookData the JSON that reported it; null if there is none
  record OfMessage(Message message, @Nullable String webhookData) implements ArchivedRecord {
    public OfMessage {
      message = message.as(0); // the numbers of changes are valid in one store only
    }

    @Override
    public Kind kind() {
      return Kind.MESSAGE;
    }

    @Override
    public String name() {
      return "message " + message.seq() + " of chat " + shortened(message.chat());
    }

    @Override
    public int weight() {
      return message.body().text().length() + (webhookData == null ? 0 : webhookData.length());
    }
  }

  /// The end of a chat, with the expected summary. Created by [Transfer]; stores do not return it.
  record EndOfChat(ChatSummary summary) implements ArchivedRecord {
    @Override
    public Kind kind() {
      return Kind.MESSAGE;
    }

    @Override
    public String name() {
      return "the end of chat " + shortened(summary.waId()) + " at message " + summary.lastSeq();
    }
  }

  /// A shortened address that people can recognize, without the complete phone number: `155…1001`.
  static String shortened(WaId address) {
    String value = address.value();
    int end = value.indexOf('@') < 0 ? value.length() : value.indexOf('@');
    String name = value.substring(0, end);
    return name.length() < 10
        ? "…" + name.substring(name.length() / 2) + value.substring(end)
        : name.substring(0, 3) + "…" + name.substring(name.length() - 4) + value.substring(end);
  }
}
