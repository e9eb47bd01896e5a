package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.Refusal.Problem;
import dev.parley.config.Secret;
import dev.parley.limits.Cost;
import dev.parley.log.RareLog;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// `GET /webhook`: proves to Meta that this address belongs to Parley, by returning the challenge
/// to a caller that knows the verify token. Source: Cloud API docs, "Webhooks > Verification
/// requests".
final class VerifyWebhook implements NonBlockingEndpoint {
  private static final String MODE = "hub.mode";
  private static final String TOKEN = "hub.verify_token";
  private static final String CHALLENGE = "hub.challenge";

  private final RareLog refused =
      new RareLog(
          LoggerFactory.getLogger(VerifyWebhook.class),
          "the address of the webhook was not confirmed: the verify token is wrong, or"
              + " WEBHOOK_VERIFY_TOKEN is not set");
  private final @Nullable Secret token;

  /// @param token null if no verify token is set: then every call is refused
  VerifyWebhook(@Nullable Secret token) {
    this.token = token;
  }

  @Override
  public Cost cost() {
    return Cost.FREE;
  }

  @Override
  public Response.Whole handle(Request request) {
    String mode = request.query(MODE);
    String given = request.query(TOKEN);
    String challenge = request.query(CHALLENGE);
    if (mode == null || given == null || challenge == null) {
      List<Problem> missing =
          Stream.of(MODE, TOKEN, CHALLENGE)
              .filter(name -> request.query(name) == null)
              .map(name -> new Problem(name, "is required"))
              .toList();
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "%s, %s and %s are required".formatted(MODE, TOKEN, CHALLENGE),
          missing);
    }
    if (!mode.equals("subscribe") || token == null || !isEqual(token.value(), given)) {
      refused.warn();
      throw new Refusal(ErrorCode.FORBIDDEN, "The verify token is wrong, or none is configured");
    }
    return Response.text("text/plain; charset=utf-8", challenge);
  }

  private static boolean isEqual(String expected, String given) {
    return MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
  }
}
