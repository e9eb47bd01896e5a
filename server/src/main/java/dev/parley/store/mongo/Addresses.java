package dev.parley.store.mongo;

import com.mongodb.client.model.Filters;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/// The forms of an address in `wa_id`. The replaced backend stores a number as it arrived, also
/// with a plus sign: `+15551234567` and `15551234567` are one chat, which Parley shows under the
/// digits. The documents stay as they are.
final class Addresses {
  /// Addresses that are stored with a plus sign and shown without.
  static final Bson WITH_PLUS = Filters.regex(FieldNames.WA_ID, "^\\+[0-9]+$");

  static final Bson WITHOUT_PLUS = Filters.not(WITH_PLUS);

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /// By chat, then by position.
  static final Comparator<Document> BY_PLACE =
      Comparator.comparing(Addresses::chat)
          .thenComparingLong(
              document -> document.get(FieldNames.SEQ) instanceof Number n ? n.longValue() : 0);

  /// By chat, then in the order in which the documents were created.
  static final Comparator<Document> BY_KEY =
      Comparator.comparing(Addresses::chat)
          .thenComparing((one, other) ->
              one.get(FieldNames.KEY) instanceof ObjectId a
                      && other.get(FieldNames.KEY) instanceof ObjectId b
                  ? a.compareTo(b)
                  : 0);

  private Addresses() {}

  /// Matches documents with this address.
  static Bson is(WaId address) {
    return in(List.of(address));
  }

  /// Matches documents with these addresses.
  static Bson in(Collection<WaId> addresses) {
    List<String> forms = new ArrayList<>();
    for (WaId address : addresses) {
      forms.add(address.value());
      if (DIGITS.matcher(address.value()).matches()) {
        forms.add("+" + address.value());
      }
    }
    return forms.size() == 1
        ? Filters.eq(FieldNames.WA_ID, forms.getFirst())
        : Filters.in(FieldNames.WA_ID, forms);
  }

  /// Whether the address in a document has a plus sign, which is not shown.
  static boolean hasPlus(Document document) {
    return document.get(FieldNames.WA_ID) instanceof String waId
        && waId.startsWith("+")
        && DIGITS.matcher(waId).region(1, waId.length()).matches();
  }

  /// The address under which a document is shown; empty if it has none.
  static String chat(Document document) {
    if (document.get(FieldNames.WA_ID) instanceof String waId) {
      return hasPlus(document) ? waId.substring(1) : waId;
    }
    return "";
  }
}
