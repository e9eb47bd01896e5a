package dev.parley.hooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.hooks.delivery.TargetResolver.NoTargetException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TargetResolverTest {
  private static TargetResolver resolver(boolean allowPrivate, String... addresses) {
    return new TargetResolver(
        allowPrivate,
        _ -> Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new));
  }

  @Test
  void theFirstOfThePublicAddressesOfANameIsTaken() throws Exception {
    try (TargetResolver resolver = resolver(false, "1.1.1.1", "1.0.0.1")) {
      assertEquals(InetAddress.ofLiteral("1.1.1.1"), resolver.resolve("hook.example"));
    }
  }

  @Test
  void aNameWithOnePrivateAddressIsRefused() {
    try (TargetResolver resolver = resolver(false, "1.1.1.1", "10.0.0.1")) {
      assertThrows(NoTargetException.class, () -> resolver.resolve("hook.example"));
    }
  }

  @Test
  void aPrivateAddressIsTakenWhereItIsAllowed() throws Exception {
    try (TargetResolver resolver = resolver(true, "10.0.0.1")) {
      assertEquals(InetAddress.ofLiteral("10.0.0.1"), resolver.resolve("hook.example"));
    }
  }

  @Test
  void aNameThatNobodyKnowsIsSaidToBeUnknown() {
    try (TargetResolver resolver =
        new TargetResolver(
            false,
            host -> {
              throw new UnknownHostException(host);
            })) {
      NoTargetException unknown =
          assertThrows(NoTargetException.class, () -> resolver.resolve("hook.example"));
      assertEquals("the name of the receiver is not known", unknown.getMessage());
    }
  }
}
