package dev.parley.realtime;

import dev.parley.access.Audience;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names of rooms. Clients choose the names of chats and users. Every socket also has a room
/// whose name is the id of the socket: because of the prefixes, no client can choose that name.
final class Rooms {
  private static final String USER = "user:";
  private static final String CHAT = "chat:";

  private static final String CREDENTIAL = "credential:";

  private static final String AUDIENCE = "audience:";

  // One string for all sockets in these rooms, because there are many.
  private static final String EVERYONE = AUDIENCE + "everyone";

  private static final String WITHOUT_CREDENTIAL = CREDENTIAL + "none";

  private Rooms() {}

  /// The room of an audience. Clients cannot choose it, because its prefix is neither that of users
  /// nor that of chats.
  static String of(Audience audience) {
    return switch (audience) {
      case Audience.Everyone() -> EVERYONE;
      case Audience.User(var id) -> AUDIENCE + "user:" + id;
      case Audience.Team(var id) -> AUDIENCE + "team:" + id;
    };
  }

  /// The rooms of several audiences.
  static String[] of(Set<Audience> audiences) {
    return audiences.stream().map(Rooms::of).toArray(String[]::new);
  }

  /// The room of callers with a sign-in or an API key, by [dev.parley.access.Principal#credential].
  ///
  /// @param credential null for callers without one
  static String ofCredential(@Nullable String credential) {
    return credential == null ? WITHOUT_CREDENTIAL : CREDENTIAL + credential;
  }

  /// The room of sockets that joined as this user.
  static String ofUser(String user) {
    return USER + user;
  }

  /// The room of sockets that receive typing events of this chat. A socket that joins as a user
  /// also joins the room of the chat with the same name as the user, because clients of the
  /// replaced backend rely on this.
  static String ofChat(String chat) {
    return CHAT + chat;
  }

  /// The chat to which `room` belongs; empty if `room` is not the room of a chat.
  static Optional<String> chat(String room) {
    return room.startsWith(CHAT) ? Optional.of(room.substring(CHAT.length())) : Optional.empty();
  }

  /// The user to whom `room` belongs; empty if `room` is not the room of a user.
  static Optional<String> user(String room) {
    return room.startsWith(USER) ? Optional.of(room.substring(USER.length())) : Optional.empty();
  }
}
