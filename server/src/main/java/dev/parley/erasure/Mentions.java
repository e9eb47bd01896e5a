package dev.parley.erasure;

import dev.parley.chat.WaId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Checks whether webhook bodies contain one of a person's addresses as a separate word. A number
/// with two spellings is found in both.
final class Mentions implements Predicate<byte[]> {
  private final Pattern address;

  /// @param people the addresses of the person
  Mentions(Collection<WaId> people) {
    Set<String> names = new LinkedHashSet<>();
    for (WaId address : people) {
      WaId customer = address.customer();
      names.add(Pattern.quote(customer.value()));
      customer.otherSpelling().ifPresent(it -> names.add(Pattern.quote(it.value())));
    }
    this.address =
        Pattern.compile("(?<![0-9A-Za-z])(?:" + String.join("|", names) + ")(?![0-9A-Za-z])");
  }

  @Override
  public boolean test(byte[] body) {
    return address.matcher(new String(body, StandardCharsets.ISO_8859_1)).find();
  }
}
