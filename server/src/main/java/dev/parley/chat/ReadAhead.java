package dev.parley.chat;

import java.util.List;
import java.util.Set;

/// The rows that a step will probably read, as far as its input shows. A store that uses a database
/// over the network reads the rows of many steps with one query.
///
/// It is a hint only: a step may read anything else as well, and need not read this.
public sealed interface ReadAhead {
  /// Nothing is known before the step runs.
  ReadAhead NOTHING = new Nothing();

  /// See [#NOTHING].
  record Nothing() implements ReadAhead {}

  /// The messages and people of these events.
  record OfEvents(List<InboundEvent> events) implements ReadAhead {
    public OfEvents {
      events = List.copyOf(events);
    }
  }

  /// The customer of a draft, and its message if that is stored already.
  record OfDraft(Draft draft) implements ReadAhead {}

  /// The summary of a chat.
  record OfChat(WaId chat) implements ReadAhead {}

  /// The contacts of people.
  record OfPeople(Set<WaId> people) implements ReadAhead {
    public OfPeople {
      people = Set.copyOf(people);
    }
  }
}
