package dev.parley.store.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Message;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// The messages of a database, by chat and position, to be copied into another store. Messages of
/// the replaced backend without a position get the one that [Adoption] would give them. Belongs to
/// one thread.
final class ArchivedMessages implements Iterator<ArchivedRecord> {
  private static final String NO_ADDRESS = "messages have no wa_id that can be shown";

  private final Iterator<ArchivedRecord> placed;
  private final Iterator<ArchivedRecord> unplaced;
  private ArchivedRecord.@Nullable OfMessage nextPlaced;
  private ArchivedRecord.@Nullable OfMessage nextUnplaced;
  private String chat = "";
  private long seq;

  private ArchivedMessages(Iterator<ArchivedRecord> placed, Iterator<ArchivedRecord> unplaced) {
    this.placed = placed;
    this.unplaced = unplaced;
    this.nextPlaced = after(placed);
    this.nextUnplaced = after(unplaced);
  }

  static Stream<ArchivedRecord> of(Scan scan) {
    Bson bySeq = Sorts.ascending(FieldNames.WA_ID, FieldNames.SEQ);
    Bson byKey = Sorts.ascending(FieldNames.WA_ID, FieldNames.KEY);
    List<Scan.Answers> all = new ArrayList<>();
    Scan.Answers placedDigits =
        open(scan, all, Filters.and(MessageDocument.PLACED, Addresses.WITHOUT_PLUS), bySeq);
    Scan.Answers placedPlus =
        open(scan, all, Filters.and(MessageDocument.PLACED, Addresses.WITH_PLUS), bySeq);
    Scan.Answers unplacedDigits =
        open(scan, all, Filters.and(MessageDocument.UNPLACED, Addresses.WITHOUT_PLUS), byKey);
    // an earlier version hid those with a plus sign
    Bson unplacedOrHidden = Filters.or(MessageDocument.UNPLACED, MessageDocument.HIDDEN);
    Scan.Answers unplacedPlus =
        open(scan, all, Filters.and(unplacedOrHidden, Addresses.WITH_PLUS), byKey);
    Iterator<ArchivedRecord> first =
        scan.read(
            MessageDocument.COLLECTION,
            document -> message(scan, document),
            new MergedIterator(placedDigits, placedPlus, Addresses.BY_PLACE));
    Iterator<ArchivedRecord> second =
        scan.read(
            MessageDocument.COLLECTION,
            document -> adopted(scan, document),
            new MergedIterator(unplacedDigits, unplacedPlus, Addresses.BY_KEY));
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                new ArchivedMessages(first, second), Spliterator.ORDERED),
            false)
        .onClose(() -> all.forEach(Scan.Answers::close));
  }

  private static Scan.Answers open(Scan scan, List<Scan.Answers> all, Bson filter, Bson order) {
    Scan.Answers answers = scan.answers(MessageDocument.COLLECTION, filter, order);
    all.add(answers);
    return answers;
  }

  private static @Nullable ArchivedRecord message(Scan scan, Document document) {
    if (MessageDocument.isReadable(document)) {
      return new ArchivedRecord.OfMessage(
          MessageDocument.read(document), WebhookData.read(document));
    }
    scan.left(NO_ADDRESS, MessageDocument.COLLECTION, document);
    return null;
  }

  /// The message as [Adoption] would leave it, except for its position.
  private static @Nullable ArchivedRecord adopted(Scan scan, Document document) {
    return message(
        scan,
        document.append(FieldNames.AT, DocumentFields.date(MessageDocument.timestamp(document))));
  }

  /// Records the messages that are never shown, and that no scan reads.
  static void noteHidden(Scan scan) {
    Bson hidden = Filters.and(MessageDocument.HIDDEN, Addresses.WITHOUT_PLUS);
    for (Document document :
        Scan.guarded(() ->
            scan.collection(MessageDocument.COLLECTION)
                .find(hidden)
                .projection(Projections.include(FieldNames.KEY))
                .into(new ArrayList<>()))) {
      scan.left(NO_ADDRESS, MessageDocument.COLLECTION, document);
    }
  }

  private static ArchivedRecord.@Nullable OfMessage after(Iterator<ArchivedRecord> all) {
    return all.hasNext() && all.next() instanceof ArchivedRecord.OfMessage message ? message : null;
  }

  @Override
  public boolean hasNext() {
    return nextPlaced != null || nextUnplaced != null;
  }

  @Override
  public ArchivedRecord next() {
    ArchivedRecord.OfMessage first = nextPlaced;
    ArchivedRecord.OfMessage other = nextUnplaced;
    if (first != null && (other == null || chat(first).compareTo(chat(other)) <= 0)) {
      nextPlaced = after(placed);
      chat = chat(first);
      seq = first.message().seq();
      return first;
    }
    if (other == null) {
      throw new NoSuchElementException();
    }
    nextUnplaced = after(unplaced);
    seq = chat(other).equals(chat) ? seq + 1 : 1;
    chat = chat(other);
    Message message = StoredMessage.at(other.message(), seq);
    return new ArchivedRecord.OfMessage(message, other.webhookData());
  }

  private static String chat(ArchivedRecord.OfMessage message) {
    return message.message().chat().value();
  }
}
