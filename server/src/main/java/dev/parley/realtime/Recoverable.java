package dev.parley.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.authentication.Callers;
import dev.parley.authentication.RequestCredentials;
import dev.parley.chat.Refusal;
import dev.parley.socketio.Handshake;
import java.util.function.BiPredicate;

/// Decides which clients can recover their session. Recovery adds a string as the last argument of
/// every event, which breaks clients whose listeners have a fixed number of arguments (Python,
/// Dart). So recovery is on only for browsers, whose client supports it, and for clients that
/// request it with `?recover=1` or `auth: {recover: true}`. A client can send `recover: false` to
/// turn recovery off.
///
/// Recovery is also off for clients that see only some chats: by the time of the recovery, a missed
/// event may belong to a chat that the client no longer sees.
final class Recoverable implements BiPredicate<String, Handshake> {
  private static final String RECOVER = "recover";
  private static final String BROWSER = "Mozilla/";

  private final Callers callers;

  /// @param callers identifies the callers; must not block
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
    } catch (Refusal unauthorized) { // the handshake is refused later
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
