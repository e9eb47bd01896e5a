package dev.parley.hooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.hooks.HookSecret;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StandardWebhooksTest {
  /// The example in the documentation of Svix, which wrote most of the specification.
  @Test
  void aKnownMessageHasItsKnownSignature() {
    Map<String, String> headers =
        StandardWebhooks.headers(
            new HookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1614265330).plusMillis(999),
            "{\"test\": 2432232314}".getBytes(UTF_8));

    assertEquals(
        Map.of(
            "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp", "1614265330",
            "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        headers);
  }
}
