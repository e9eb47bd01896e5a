package dev.parley.realtime;

import dev.parley.access.Audience;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What rooms are called. Clients name chats and users as they like; with these prefixes none of
/// them can be the room of another socket's own id.
final class Rooms {
  private static final String USER = "user:";
  private static final String CHAT = "chat:";

  private static final String CREDENTIAL = "credential:";

  private static final String AUDIENCE = "audience:";

  // One text for all sockets in them, of which there are many.
  private static final String EVERYONE = AUDIENCE + "everyone";

  private static final String WITHOUT_CREDENTIAL = CREDENTIAL + "none";

  private Rooms() {}

  /// Those who belong to an audience. No client can name it: see above.
  static String of(Audience audience) {
    return switch (audience) {
      case Audience.Everyone() -> EVERYONE;
      case Audience.User(var id) -> AUDIENCE + "user:" + id;
      case Audience.Team(var id) -> AUDIENCE + "team:" + id;
    };
  }

  /// The same for several.
  static String[] of(Set<Audience> audiences) {
    return audiences.stream().map(Rooms::of).toArray(String[]::new);
  }

  /// Those who came with a sign-in or an API key, by [dev.parley.access.Principal#credential].
  ///
  /// @param credential null: those who came without one
  static String ofCredential(@Nullable String credential) {
    return credential == null ? WITHOUT_CREDENTIAL : CREDENTIAL + credential;
  }

  /// Those who joined as this user.
  static String ofUser(String user) {
    return USER + user;
  }

  /// Those who see what is typed in this chat. Whoever joins as a user is in the chat of that name
  /// as well: clients of the backend that this one replaces know no other way.
  static String ofChat(String chat) {
    return CHAT + chat;
  }

  /// The chat whose room it is; empty when it is none.
  static Optional<String> chat(String room) {
    return room.startsWith(CHAT) ? Optional.of(room.substring(CHAT.length())) : Optional.empty();
  }

  /// The user whose room it is; empty when it is none.
  static Optional<String> user(String room) {
    return room.startsWith(USER) ? Optional.of(room.substring(USER.length())) : Optional.empty();
  }
}
