package dev.parley.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The ids that WhatsApp uses for one message: an id contains the customer's address and a token,
/// and the address can be their number in one place and their user id in another.
///
/// Decoded from base64 an id is `1C 18 <length> <address> 15 <kind> <rest>`, a record of Thrift's
/// compact protocol; the rest, with the direction and the token, is the same in all ids of the
/// message. This was found by decoding ids. Meta calls them opaque, so an id of another form is
/// left as it is.
final class ScopedIds {
  private static final String PREFIX = "wamid.";
  private static final int ADDRESS = 3;
  private static final byte NUMBER = 0x02;
  private static final byte USER_ID = 0x14;
  private static final int LEAST_REST = 8;

  private ScopedIds() {}

  /// Whether an id is from WhatsApp.
  static boolean isWhatsApps(MessageId id) {
    return id.value().startsWith(PREFIX);
  }

  /// The other ids that the message may have.
  ///
  /// @param addresses the addresses of the customer and of the chat
  static List<MessageId> others(MessageId id, Collection<WaId> addresses) {
    byte[] bytes = bytes(id);
    if (bytes == null) {
      return List.of();
    }
    String own = address(bytes);
    boolean padded = id.value().endsWith("=") || bytes.length % 3 == 0;
    Set<MessageId> others = new LinkedHashSet<>();
    for (WaId address : addresses) {
      WaId customer = address.customer();
      if (!customer.value().equals(own)) {
        String value = PREFIX + encoder(padded).encodeToString(with(bytes, own, customer));
        if (MessageId.isValid(value)) {
          others.add(new MessageId(value));
        }
      }
    }
    return List.copyOf(others);
  }

  /// The id under which to keep reports that wait for a message: the one with the number, if the
  /// number is known.
  static MessageId canonical(MessageId id, Collection<WaId> addresses) {
    byte[] bytes = bytes(id);
    if (bytes == null || isNumber(address(bytes))) {
      return id;
    }
    List<WaId> numbers = addresses.stream().filter(address -> address.phone() != null).toList();
    List<MessageId> others = others(id, numbers);
    return others.isEmpty() ? id : others.getFirst();
  }

  /// The customer whose address is in the id; null if it contains none.
  static @Nullable WaId customer(MessageId id) {
    byte[] bytes = bytes(id);
    String address = bytes == null ? "" : address(bytes);
    return WaId.isValid(address) ? new WaId(address) : null;
  }

  private static Base64.Encoder encoder(boolean padded) {
    return padded ? Base64.getEncoder() : Base64.getEncoder().withoutPadding();
  }

  private static byte[] with(byte[] bytes, String own, WaId address) {
    byte[] other = address.value().getBytes(US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + other.length);
    out.write(bytes, 0, 2);
    out.write(other.length);
    out.writeBytes(other);
    out.write(bytes[ADDRESS + own.length()]);
    out.write(address.phone() == null ? USER_ID : NUMBER);
    int rest = ADDRESS + own.length() + 2;
    out.writeBytes(Arrays.copyOfRange(bytes, rest, bytes.length));
    return out.toByteArray();
  }

  private static String address(byte[] bytes) {
    return new String(bytes, ADDRESS, bytes[2], US_ASCII);
  }

  private static boolean isNumber(String address) {
    return address.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The bytes of an id of this form; null for any other.
  private static byte @Nullable [] bytes(MessageId id) {
    if (!id.value().startsWith(PREFIX)) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(id.value().substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return null; // another form
    }
    boolean known =
        bytes.length > ADDRESS
            && bytes[0] == 0x1C
            && bytes[1] == 0x18
            && bytes[2] > 0
            && bytes.length >= ADDRESS + bytes[2] + 2 + LEAST_REST
            && bytes[ADDRESS + bytes[2]] == 0x15;
    return known ? bytes : null;
  }
}
