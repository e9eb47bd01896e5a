package dev.parley.search;

import dev.parley.chat.Contact;
import dev.parley.chat.Content;
import dev.parley.chat.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;

/// Makes the documents of the index; see the package. Used by one thread.
final class IndexDocuments {
  private static final FieldType WORDS = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
  private static final FieldType STARTS = type(IndexOptions.DOCS);

  /// The distance between the positions of two numbers of a text, so that no query matches digits
  /// of the first number together with digits of the second.
  private static final int APART = 10;

  private final Tokens tokens = new Tokens();

  private static FieldType type(IndexOptions options) {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.setIndexOptions(options);
    type.freeze();
    return type;
  }

  /// Whether a message can be found: a revoked message has no content.
  static boolean isFound(Message message) {
    return !(message.body().content() instanceof Content.Revoked);
  }

  Document of(Message message) {
    Document document = new Document();
    document.add(new StringField(IndexFields.ID, message.id().value(), Field.Store.YES));
    addOrder(document, message.timestamp(), message.id().value());
    String chat = message.chat().value();
    document.add(new StringField(IndexFields.CHAT, chat, Field.Store.NO));
    document.add(new SortedDocValuesField(IndexFields.CHAT, new BytesRef(chat)));
    document.add(
        new StringField(
            IndexFields.DIRECTION, LuceneQueries.word(message.direction()), Field.Store.NO));
    document.add(new StringField(IndexFields.TYPE, message.body().type(), Field.Store.NO));
    addText(document, IndexFields.MESSAGE, message.body().text(), message.body().text());
    return document;
  }

  Document of(Contact contact) {
    Document document = new Document();
    String address = contact.waId().value();
    document.add(new StringField(IndexFields.CONTACT, address, Field.Store.YES));
    addOrder(document, contact.createdAt(), address);
    String numbers = contact.phone() == null ? address : address + " \n " + contact.phone();
    addText(document, IndexFields.PERSON, contact.name(), numbers);
    return document;
  }

  private static void addOrder(Document document, Instant at, String tie) {
    document.add(new LongPoint(IndexFields.TIME, at.toEpochMilli()));
    document.add(new NumericDocValuesField(IndexFields.TIME, at.toEpochMilli()));
    document.add(new NumericDocValuesField(IndexFields.TIE, tie.hashCode()));
  }

  private void addText(Document document, IndexFields.OfText fields, String text, String numbers) {
    List<Placed> words = new ArrayList<>();
    Set<String> starts = new LinkedHashSet<>();
    for (Token token : tokens.of(text)) {
      add(words, starts, token, token.term());
      for (String other : token.others()) {
        add(words, starts, token, other);
      }
    }
    document.add(new Field(fields.words(), new PlacedTerms(words), WORDS));
    if (!starts.isEmpty()) {
      List<Placed> placed = starts.stream().map(it -> new Placed(it, 0)).toList();
      document.add(new Field(fields.starts(), new PlacedTerms(placed), STARTS));
    }
    List<Placed> digits = new ArrayList<>();
    int position = 0;
    for (DigitRuns.Run run : DigitRuns.of(numbers)) {
      for (String gram : DigitRuns.grams(run.digits())) {
        digits.add(new Placed(gram, position++));
      }
      position += APART;
    }
    if (!digits.isEmpty()) {
      document.add(new Field(fields.digits(), new PlacedTerms(digits), WORDS));
    }
  }

  private static void add(List<Placed> words, Set<String> starts, Token token, String term) {
    words.add(new Placed(term, token.position()));
    if (token.kind() == Token.Kind.WORD) {
      int end = 0;
      for (int i = 0; i < IndexFields.LONGEST_START && end < term.length(); i++) {
        end += Character.charCount(term.codePointAt(end));
        starts.add(term.substring(0, end));
      }
    }
  }

  /// A term and its position in the text.
  private record Placed(String term, int position) {}

  /// Passes terms to Lucene.
  private static final class PlacedTerms extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private final List<Placed> terms;
    private int next;
    private int position;

    PlacedTerms(List<Placed> terms) {
      this.terms = terms;
    }

    @Override
    public boolean incrementToken() {
      if (next == terms.size()) {
        return false;
      }
      clearAttributes();
      Placed placed = terms.get(next);
      term.append(placed.term);
      step.setPositionIncrement(next == 0 ? placed.position + 1 : placed.position - position);
      position = placed.position;
      next++;
      return true;
    }

    @Override
    public void reset() {
      next = 0;
      position = 0;
    }
  }
}
