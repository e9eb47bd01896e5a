package dev.parley.erasure;

import dev.parley.chat.WaId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Says of bodies of webhooks whether they name somebody: by an address as a word of its own.
final class Mentions implements Predicate<byte[]> {
  private final Pattern address;

  /// @param people the addresses of somebody
  Mentions(Collection<WaId> people) {
    Set<String> names = new LinkedHashSet<>();
    people.forEach(it -> names.add(Pattern.quote(it.customer().value())));
    this.address =
        Pattern.compile("(?<![0-9A-Za-z])(?:" + String.join("|", names) + ")(?![0-9A-Za-z])");
  }

  @Override
  public boolean test(byte[] body) {
    return address.matcher(new String(body, StandardCharsets.ISO_8859_1)).find();
  }
}
