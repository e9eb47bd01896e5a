package dev.parley.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HexFormat;

/// Ids of messages in the form of WhatsApp's ids, for example
/// `wamid.HBgLMTIwMjU1NTAxMTcVAgARGBQ1RjI1QTdFNTgzODlCODkyOTkzMAA=`.
final class Wamids {
  private final Dice dice;

  Wamids(Dice dice) {
    this.dice = dice;
  }

  /// @param customer the customer's number or user id
  /// @param ours whether the business sends the message
  /// @param key equal keys result in equal ids
  String of(String customer, boolean ours, String key) {
    byte[] who = customer.substring(0, Math.min(customer.length(), 40)).getBytes(US_ASCII);
    long high = dice.number("wamid", key);
    long low = dice.number("wamid.low", key);
    String unique =
        (ours ? "" : "3A")
            + HexFormat.of().withUpperCase().toHexDigits(high)
            + HexFormat.of().withUpperCase().toHexDigits(low);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0x1c);
    bytes.write(0x18);
    bytes.write(who.length);
    bytes.writeBytes(who);
    bytes.writeBytes(new byte[] {0x15, 0x02, 0x00, (byte) (ours ? 0x11 : 0x12), 0x18, 0x14});
    bytes.writeBytes(unique.substring(0, 20).getBytes(US_ASCII));
    bytes.write(0);
    return "wamid." + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
