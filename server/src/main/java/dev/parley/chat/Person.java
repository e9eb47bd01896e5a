package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// A customer as one webhook describes them. At least one of number and user id is there. Source:
/// Cloud API docs, "Business-scoped user IDs": people may hide their number, then only the user id
/// comes.
///
/// @param number the phone number, or whatever address the message came from
/// @param userId Meta's id for the person, for example `US.20481632649612825501`
/// @param profileName the name the person chose; null when none was told
/// @param phone how to show the number when the source says so itself
public record Person(
    @Nullable WaId number,
    @Nullable WaId userId,
    @Nullable String profileName,
    @Nullable String phone) {

  /// The most code points of a name.
  public static final int MAX_NAME = 256;

  public Person {
    if (number == null && userId == null) {
      throw new IllegalArgumentException("a person needs a number or a user id");
    }
    if (profileName != null && Blank.isBlank(profileName)) {
      profileName = null;
    }
  }

  /// A person known by their address alone.
  public static Person at(WaId number) {
    return new Person(number, null, null, null);
  }
}
