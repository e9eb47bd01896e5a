package dev.parley.chat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The business's own numbers, by WhatsApp's ids of them. Chats of the first have plain addresses;
/// those of another end with its id, see [WaId#through]. Source of the ids: Cloud API docs, "Phone
/// numbers".
///
/// @param ids the first is the one that is meant where nobody says; none: whatever number something
///   comes from is the only one
public record OurNumbers(List<String> ids) {
  /// Not known: there is one number.
  public static final OurNumbers UNKNOWN = new OurNumbers(List.of());

  public OurNumbers {
    ids = List.copyOf(ids);
  }

  /// Whether something that WhatsApp says is about a number of ours.
  ///
  /// @param id of the number; null: it does not say
  public boolean has(@Nullable String id) {
    return id == null || ids.isEmpty() || ids.contains(id);
  }

  /// What the addresses of chats that go through a number end with.
  ///
  /// @param id null: the first
  /// @return null for the first, and for one that is not ours
  public @Nullable String endOfAddress(@Nullable String id) {
    return id != null && ids.indexOf(id) > 0 ? id : null;
  }

  /// The number that a chat goes through; empty where it is none of ours, or not known.
  public Optional<String> of(WaId chat) {
    String number = chat.ourNumber();
    if (number == null) {
      return ids.stream().findFirst();
    }
    // the first may have been another one before
    return ids.indexOf(number) > 0 ? Optional.of(number) : Optional.empty();
  }

  /// Lets pass what can be sent from here.
  ///
  /// @throws Refusal `invalid_request` for a chat that goes through a number which is not ours; the
  ///   field is `wa_id`
  void check(WaId chat) {
    if (!ids.isEmpty() && of(chat).isEmpty()) {
      throw Refusal.invalid(
          "wa_id",
          "ends with @%s, which is not the id of another number of this business: %s"
              .formatted(
                  chat.ourNumber(),
                  ids.size() == 1
                      ? "PHONE_NUMBER_ID names one number, whose chats have nothing behind the"
                          + " customer's number"
                      : "it must be one of "
                          + String.join(", ", ids.subList(1, ids.size()))
                          + ", or nothing for the first number"));
    }
  }
}
