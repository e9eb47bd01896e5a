package dev.parley.chat;

import dev.parley.access.VisibleChats;
import java.util.Optional;

/// Refuses requests about chats that the caller does not see. The check is part of the step that
/// executes the request, so the chat cannot be reassigned in between. Part of [ChatRules].
///
/// Used by one thread.
public final class VisibilityRules {
  private final StepState state;

  VisibilityRules(StepState state) {
    this.state = state;
  }

  /// Checks that a caller sees a chat.
  ///
  /// @throws Refusal `not_found`, as for a chat that does not exist
  public void check(VisibleChats chats, WaId chat) {
    if (!sees(chats, chat)) {
      throw VisibleHistory.noChat();
    }
  }

  /// Checks that a caller sees the chat of a customer, whatever the address of the chat is.
  ///
  /// @param to any address by which the customer is known
  /// @throws Refusal `not_found`, as for a chat that does not exist
  public void checkCustomer(VisibleChats chats, WaId to) {
    if (!chats.areAll()) {
      check(chats, state.identities.find(Person.at(to)).address());
    }
  }

  /// Checks that a caller sees the chat of a customer, as [#checkCustomer] does, or that there is
  /// no such chat yet. A new chat has to be assigned to the caller: an unassigned one would be
  /// hidden from them.
  ///
  /// @param to any address by which the customer is known
  /// @return the user to whom the new chat has to be assigned; empty if the chat exists, or the
  ///   caller sees every chat
  /// @throws Refusal `not_found` for a chat that exists and that the caller does not see
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

  /// Checks that a caller sees the chat of a message.
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
