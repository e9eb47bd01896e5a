package dev.parley.chat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The business's own numbers, by the ids that WhatsApp gives them. Chats through the first number
/// have plain addresses; the addresses of chats through another number end with its id, see
/// [WaId#through]. Source of the ids: Cloud API docs, "Phone numbers".
///
/// @param ids the first is the default number; if the list is empty, Parley assumes that every
///   number in a webhook is the only number of the business
public record OurNumbers(List<String> ids) {
  /// The ids are not known: the business has one number.
  public static final OurNumbers UNKNOWN = new OurNumbers(List.of());

  public OurNumbers {
    ids = List.copyOf(ids);
  }

  /// Whether a webhook is about a number of this business.
  ///
  /// @param id the number's id; null if the webhook names no number
  public boolean has(@Nullable String id) {
    return id == null || ids.isEmpty() || ids.contains(id);
  }

  /// The suffix of the addresses of chats that go through a number.
  ///
  /// @param id the number's id; null for the first number
  /// @return null for the first number, and for a number that the business does not have
  public @Nullable String endOfAddress(@Nullable String id) {
    return id != null && ids.indexOf(id) > 0 ? id : null;
  }

  /// The number that a chat goes through; empty if the business does not have it, or if it is not
  /// known.
  public Optional<String> of(WaId chat) {
    String number = chat.ourNumber();
    if (number == null) {
      return ids.stream().findFirst();
    }
    // an earlier configuration may have listed another number first
    return ids.indexOf(number) > 0 ? Optional.of(number) : Optional.empty();
  }

  /// Checks that Parley can send to a chat.
  ///
  /// @throws Refusal `invalid_request` for a chat that goes through a number that the business does
  ///   not have; the field is `wa_id`
  void check(WaId chat) {
    if (!ids.isEmpty() && of(chat).isEmpty()) {
      throw Refusal.invalid(
          "wa_id",
          "ends with @%s, which is not the id of another number of this business: %s"
              .formatted(
                  chat.ourNumber(),
                  ids.size() == 1
                      ? "PHONE_NUMBER_ID lists one number, so the address must end with the"
                          + " customer's number"
                      : "it must be one of "
                          + String.join(", ", ids.subList(1, ids.size()))
                          + ", or nothing for the first number"));
    }
  }
}
