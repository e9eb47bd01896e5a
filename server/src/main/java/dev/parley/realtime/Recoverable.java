package dev.parley.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.Handshake;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Predicate;

/// Which clients can recover their session. Recovery costs one more text at the end of every event,
/// which breaks clients whose listeners have a fixed number of arguments (Python, Dart). So only
/// browsers get it, whose client knows it, and clients that ask for it by `auth: {recover: true}`
/// or `?recover=1`; none that says `recover: false`.
final class Recoverable implements Predicate<Handshake> {
  private static final String RECOVER = "recover";
  private static final String BROWSER = "Mozilla/";

  @Override
  public boolean test(Handshake handshake) {
    JsonNode asked = handshake.auth().path(RECOVER);
    if (asked.isBoolean()) {
      return asked.booleanValue();
    }
    String parameter = handshake.query().get(RECOVER);
    if (parameter != null) {
      return parameter.equals("1") || parameter.equals("true");
    }
    String agent = handshake.headers().get(HttpHeaders.USER_AGENT);
    return agent != null && agent.startsWith(BROWSER);
  }
}
