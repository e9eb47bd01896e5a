package dev.parley.simulator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the customer with a number or a user id. With the same seed the customers are the same.
/// Safe for use by many threads.
final class Customers {
  private static final List<String> NAMES =
      List.of(
          "Marta Okafor",
          "Noor V.",
          "José Ramírez",
          "Zoë O'Neill",
          "Ana 🌻",
          "李小龙",
          "أحمد سالم",
          "Priya Nair",
          "Łukasz Żak",
          "Tove Amadi",
          "Sam",
          "Müller & Söhne");

  private static final int FIRST = 100_000;

  private final Dice dice;
  private final Supplier<Faults> faults;
  private final Map<Integer, Integer> moves = new ConcurrentHashMap<>();
  private final Map<String, Customer> byUserId = new ConcurrentHashMap<>();
  private final Map<String, Boolean> reachedByNumber = new ConcurrentHashMap<>();

  Customers(Dice dice, Supplier<Faults> faults) {
    this.dice = dice;
    this.faults = faults;
  }

  /// The phone number of a simulated customer who starts conversations.
  String number(int index) {
    return "1555%07d".formatted(FIRST + index + moves.getOrDefault(index, 0) % 9 * 1_000_000);
  }

  /// The index of the customer who has this number now; -1 for any other number.
  int index(String number) {
    if (!number.matches("1555[0-9]{7}")) {
      return -1;
    }
    int index = Integer.parseInt(number.substring(4)) % 1_000_000 - FIRST;
    return index >= 0 && number(index).equals(number) ? index : -1;
  }

  /// Gives a customer a new number, under which they are found from now on, and returns it.
  String move(String number) {
    int index = index(number);
    if (index < 0) {
      return number.substring(0, number.length() - 4) + dice.digits(4, "moved", number);
    }
    moves.merge(index, 1, Integer::sum);
    return number(index);
  }

  /// The customer with a number. The digits may be those that were dialled or those that WhatsApp
  /// writes.
  Customer byNumber(String dialled) {
    String waId = waId(dialled);
    boolean username = dice.happens(faults.get().rate(Fault.USERS_NUMBERLESS), "numberless", waId);
    boolean hidden = username && !reachedByNumber.containsKey(waId);
    String userId = country(waId) + '.' + dice.digits(20, "user", waId);
    Customer customer =
        new Customer(waId, waId, userId, name(waId), username ? username(waId) : null, hidden);
    byUserId.put(userId, customer);
    return customer;
  }

  /// The customer with a user id. An unknown user id belongs to a customer without a number.
  Customer byUserId(String userId) {
    Customer known = byUserId.get(userId);
    return known != null && known.waId() != null
        ? byNumber(known.waId())
        : new Customer(userId, null, userId, name(userId), username(userId), true);
  }

  /// The customer with a key: digits, or a user id.
  Customer byKey(String key) {
    return key.indexOf('.') < 0 ? byNumber(key) : byUserId(key);
  }

  /// Called when the business wrote to the number. From now on webhooks show the number, as Meta's
  /// do within 30 days.
  void reached(String waId) {
    reachedByNumber.put(waId, true);
  }

  boolean isOnWhatsApp(Customer customer) {
    return !is(Fault.USERS_NOT_ON_WHATSAPP, customer);
  }

  boolean sendsReceipts(Customer customer) {
    return !is(Fault.USERS_NO_RECEIPTS, customer);
  }

  boolean isAllowed(Customer customer) {
    return !is(Fault.USERS_NOT_ALLOWED, customer);
  }

  private boolean is(Fault fault, Customer customer) {
    return dice.happens(faults.get().rate(fault), fault.wireName(), customer.key());
  }

  private String name(String key) {
    return NAMES.get((int) dice.between(0, NAMES.size() - 1, "name", key));
  }

  private @Nullable String username(String key) {
    return "@guest." + dice.digits(6, "username", key);
  }

  /// The number as WhatsApp writes it, which for some countries differs from the dialled one.
  /// Source: "Phone numbers > Country codes", and reports of integrators.
  static String waId(String digits) {
    if (digits.startsWith("52") && digits.length() == 12) {
      return "521" + digits.substring(2);
    }
    if (digits.startsWith("54") && digits.length() == 12) {
      return "549" + digits.substring(2);
    }
    // In area codes from 31 on, most accounts have kept the number without the ninth digit.
    if (digits.startsWith("55")
        && digits.length() == 13
        && digits.charAt(4) == '9'
        && digits.charAt(2) >= '3') {
      return digits.substring(0, 4) + digits.substring(5);
    }
    return digits;
  }

  private static String country(String digits) {
    return switch (digits.substring(0, 2)) {
      case "31" -> "NL";
      case "44" -> "GB";
      case "49" -> "DE";
      case "52" -> "MX";
      case "54" -> "AR";
      case "55" -> "BR";
      case "91" -> "IN";
      default -> "US";
    };
  }
}
