package dev.parley.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.authentication.Callers;
import dev.parley.authentication.RequestCredentials;
import dev.parley.chat.Refusal;
import dev.parley.socketio.Handshake;
import java.util.function.BiPredicate;

/// Which clients can recover their session. Recovery costs one more text at the end of every event,
/// which breaks clients whose listeners have a fixed number of arguments (Python, Dart). So only
/// browsers get it, whose client knows it, and clients that ask for it by `auth: {recover: true}`
/// or `?recover=1`; none that says `recover: false`.
///
/// Nor any that sees only some chats: what it missed may be hidden from it by now.
final class Recoverable implements BiPredicate<String, Handshake> {
  private static final String RECOVER = "recover";
  private static final String BROWSER = "Mozilla/";

  private final Callers callers;

  /// @param callers finds who connects; must not block
  Recoverable(Callers callers) {
    this.callers = callers;
  }

  @Override
  public boolean test(String namespace, Handshake handshake) {
    return isWanted(handshake) && seesAll(ClientConnections.carried(namespace, handshake));
  }

  private boolean seesAll(RequestCredentials carried) {
    try {
      return callers.caller(carried).chats().areAll();
    } catch (Refusal unauthorized) { // and is refused later
      return false;
    }
  }

  private static boolean isWanted(Handshake handshake) {
    JsonNode asked = handshake.auth().path(RECOVER);
    if (asked.isBoolean()) {
      return asked.booleanValue();
    }
    String parameter = handshake.query().get(RECOVER);
    if (parameter != null) {
      return parameter.equals("1") || parameter.equals("true");
    }
    return handshake.header("User-Agent").filter(agent -> agent.startsWith(BROWSER)).isPresent();
  }
}
