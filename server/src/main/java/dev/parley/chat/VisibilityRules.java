package dev.parley.chat;

import dev.parley.access.VisibleChats;
import java.util.Optional;

/// Refuses what callers ask of chats that they do not see, within the step that would do it: nobody
/// gives the chat to somebody else in between. Part of [ChatRules].
///
/// Used by one thread.
public final class VisibilityRules {
  private final StepState state;

  VisibilityRules(StepState state) {
    this.state = state;
  }

  /// Lets callers pass that see a chat.
  ///
  /// @throws Refusal `not_found`, as for a chat that does not exist
  public void check(VisibleChats chats, WaId chat) {
    if (!sees(chats, chat)) {
      throw VisibleHistory.noChat();
    }
  }

  /// Lets callers pass that see the chat of a customer, whichever address that has.
  ///
  /// @param to any address by which the customer is known
  /// @throws Refusal `not_found`, as for a chat that does not exist
  public void checkCustomer(VisibleChats chats, WaId to) {
    if (!chats.areAll()) {
      check(chats, state.identities.find(Person.at(to)).address());
    }
  }

  /// Lets callers pass that see the chat of a customer, as [#checkCustomer] does, or begin it: they
  /// would not see what they begin if it were nobody's.
  ///
  /// @param to any address by which the customer is known
  /// @return who has to answer the chat that begins; empty where it is there, or the caller sees
  ///   every chat
  /// @throws Refusal `not_found` for a chat that is there, and that the caller does not see
  public Optional<String> checkOrBegin(VisibleChats chats, WaId to) {
    if (chats.areAll()) {
      return Optional.empty();
    }
    WaId chat = state.identities.find(Person.at(to)).address();
    Optional<String> beginner = state.summary(chat).lastSeq() > 0 ? Optional.empty() : chats.user();
    if (beginner.isEmpty()) {
      check(chats, chat);
    }
    return beginner;
  }

  /// Lets callers pass that see the chat of a message.
  ///
  /// @throws Refusal `not_found`, as for a message that does not exist
  public void check(VisibleChats chats, MessageId message) {
    if (!sees(chats, message)) {
      throw VisibleHistory.noMessage();
    }
  }

  /// Whether a caller sees a message.
  public boolean sees(VisibleChats chats, MessageId message) {
    return chats.areAll()
        || state.ledger.message(message).filter(it -> sees(chats, it.chat())).isPresent();
  }

  private boolean sees(VisibleChats chats, WaId chat) {
    return chats.areAll() || Answerers.of(state.summary(chat).state()).areSeenBy(chats);
  }
}
