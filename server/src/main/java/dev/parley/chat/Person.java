package dev.parley.chat;

import dev.parley.text.Blank;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A customer as one webhook describes them. It has a number, a user id, or both. Source: Cloud API
/// docs, "Business-scoped user IDs": people may hide their number; then webhooks contain only the
/// user id.
///
/// @param number the phone number, or whatever address the message came from
/// @param userIds Meta's ids for the person, for example `US.20481632649612825501`, and after it
///   the id that linked businesses share (`US.ENT.118`)
/// @param profileName the name that the person chose; null if the webhook has none
/// @param username the unique name that the person chose, without `@`; used only if there is no
///   other name
/// @param phone the number as it should be shown, if the source says so
public record Person(
    @Nullable WaId number,
    List<WaId> userIds,
    @Nullable String profileName,
    @Nullable String username,
    @Nullable String phone) {

  /// The maximum number of code points of a name.
  public static final int MAX_NAME = 256;

  public Person {
    userIds = List.copyOf(userIds);
    if (number == null && userIds.isEmpty()) {
      throw new IllegalArgumentException("a person needs a number or a user id");
    }
    if (profileName != null && Blank.isBlank(profileName)) {
      profileName = null;
    }
    if (username != null && Blank.isBlank(username)) {
      username = null;
    }
  }

  /// A person without a username, and with one user id at most.
  public Person(
      @Nullable WaId number,
      @Nullable WaId userId,
      @Nullable String profileName,
      @Nullable String phone) {
    this(number, userId == null ? List.of() : List.of(userId), profileName, null, phone);
  }

  /// A person with a known address and no other data.
  public static Person at(WaId number) {
    return new Person(number, List.of(), null, null, null);
  }

  /// The same person, as a customer of another number of the business.
  ///
  /// @param ourNumber WhatsApp's id of that number, see [WaId#through]
  Person through(String ourNumber) {
    return new Person(
        number == null ? null : number.through(ourNumber),
        userIds.stream().map(it -> it.through(ourNumber)).toList(),
        profileName,
        username,
        phone);
  }

  /// The first of the user ids.
  public @Nullable WaId userId() {
    return userIds.isEmpty() ? null : userIds.getFirst();
  }

  /// The number and the user ids, as a new list that the caller may change.
  List<WaId> addresses() {
    List<WaId> all = new ArrayList<>(userIds);
    if (number != null) {
      all.addFirst(number);
    }
    return all;
  }
}
