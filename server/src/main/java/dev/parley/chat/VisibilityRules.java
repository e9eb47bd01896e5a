package dev.parley.chat;

import dev.parley.access.VisibleChats;

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
