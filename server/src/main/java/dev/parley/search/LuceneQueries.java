package dev.parley.search;

import dev.parley.chat.Direction;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/// Translates a [QueryText] to queries of Lucene. There are no scores: results are sorted by time.
final class LuceneQueries {
  /// The maximum number of spellings that one word with a typing error may match.
  private static final int MOST_SPELLINGS = 50;

  /// The maximum number of spellings for all words of a query: Lucene accepts queries of up to
  /// 1,024 clauses.
  private static final int ALL_SPELLINGS = 640;

  private final QueryText query;

  /// The number of spellings for each word with a typing error; 0 if there is no such word.
  private final int spellings;

  LuceneQueries(QueryText query) {
    this.query = query;
    int forgiving = (int) query.parts().stream().mapToLong(LuceneQueries::forgiving).sum();
    this.spellings = forgiving == 0 ? 0 : Math.min(MOST_SPELLINGS, ALL_SPELLINGS / forgiving);
  }

  private static long forgiving(QueryText.Part part) {
    return !part.excluded() && part instanceof QueryText.Words words && !words.phrase()
        ? words.tokens().stream().filter(LuceneQueries::isForgiving).count()
        : 0;
  }

  /// Whether some words of the query may match with a typing error.
  boolean isForgiving() {
    return spellings > 0;
  }

  private static boolean isForgiving(Token token) {
    return token.kind() == Token.Kind.WORD && Marks.isForgiving(token.term());
  }

  /// Messages that match exactly.
  Query messages(SearchRequest.Filter filter) {
    return filtered(all(IndexFields.MESSAGE, false), filter);
  }

  /// Messages that match only with typing errors.
  Query misspelledMessages(SearchRequest.Filter filter) {
    return filtered(misspelled(IndexFields.MESSAGE), filter);
  }

  /// Contacts that match exactly.
  Query contacts() {
    return all(IndexFields.PERSON, false).build();
  }

  /// Contacts that match only with typing errors.
  Query misspelledContacts() {
    return misspelled(IndexFields.PERSON).build();
  }

  private BooleanQuery.Builder misspelled(IndexFields.OfText fields) {
    return all(fields, true).add(all(fields, false).build(), Occur.MUST_NOT);
  }

  private static Query filtered(BooleanQuery.Builder query, SearchRequest.Filter filter) {
    if (filter.chat() != null) {
      query.add(term(IndexFields.CHAT, filter.chat().value()), Occur.FILTER);
    }
    if (filter.chats() != null) {
      List<BytesRef> chats = filter.chats().stream().map(it -> new BytesRef(it.value())).toList();
      query.add(new TermInSetQuery(IndexFields.CHAT, chats), Occur.FILTER);
    }
    if (filter.direction() != null) {
      query.add(term(IndexFields.DIRECTION, word(filter.direction())), Occur.FILTER);
    }
    if (filter.type() != null) {
      query.add(term(IndexFields.TYPE, filter.type()), Occur.FILTER);
    }
    if (filter.from() != null || filter.to() != null) {
      long from = filter.from() == null ? Long.MIN_VALUE : filter.from().toEpochMilli();
      long to = filter.to() == null ? Long.MAX_VALUE : filter.to().toEpochMilli() - 1;
      query.add(LongPoint.newRangeQuery(IndexFields.TIME, from, to), Occur.FILTER);
    }
    return query.build();
  }

  static String word(Direction direction) {
    return switch (direction) {
      case INCOMING -> "in";
      case OUTGOING -> "out";
    };
  }

  private BooleanQuery.Builder all(IndexFields.OfText fields, boolean forgiving) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    for (QueryText.Part part : query.parts()) {
      Query one =
          switch (part) {
            case QueryText.Digits(var digits, _) -> number(fields, digits);
            case QueryText.Words words ->
                words.phrase()
                    ? phrase(fields, words.tokens())
                    : words(fields, words, forgiving && !words.excluded());
          };
      all.add(one, part.excluded() ? Occur.MUST_NOT : Occur.FILTER);
    }
    return all;
  }

  private Query words(IndexFields.OfText fields, QueryText.Words words, boolean forgiving) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    List<Token> tokens = words.tokens();
    for (int from = 0; from < tokens.size(); ) {
      int to = from + 1;
      if (tokens.get(from).kind() == Token.Kind.GRAM) {
        while (to < tokens.size() && isNeighbour(tokens.get(to - 1), tokens.get(to))) {
          to++;
        }
        all.add(phrase(fields, tokens.subList(from, to)), Occur.FILTER);
      } else {
        boolean open = words.open() && to == tokens.size();
        all.add(word(fields, tokens.get(from), open, forgiving), Occur.FILTER);
      }
      from = to;
    }
    return all.build();
  }

  private static boolean isNeighbour(Token one, Token next) {
    return next.kind() == Token.Kind.GRAM && next.position() == one.position() + 1;
  }

  private static Query phrase(IndexFields.OfText fields, List<Token> tokens) {
    if (tokens.size() == 1) {
      return term(fields.words(), tokens.getFirst().term());
    }
    PhraseQuery.Builder phrase = new PhraseQuery.Builder();
    int first = tokens.getFirst().position();
    for (Token token : tokens) {
      phrase.add(new Term(fields.words(), token.term()), token.position() - first);
    }
    return phrase.build();
  }

  private Query word(IndexFields.OfText fields, Token token, boolean open, boolean forgiving) {
    String word = token.term();
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    any.add(term(fields.words(), word), Occur.SHOULD);
    for (String other : token.others()) {
      any.add(term(fields.words(), other), Occur.SHOULD);
    }
    if (open) {
      any.add(
          word.codePointCount(0, word.length()) <= IndexFields.LONGEST_START
              ? term(fields.starts(), word)
              : new PrefixQuery(new Term(fields.words(), word)),
          Occur.SHOULD);
    }
    if (Marks.isNumber(word)) {
      any.add(number(fields, word), Occur.SHOULD);
    }
    if (forgiving && Marks.isForgiving(word)) {
      any.add(new FuzzyQuery(new Term(fields.words(), word), 1, 1, spellings, true), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query number(IndexFields.OfText fields, String digits) {
    List<String> grams = DigitRuns.grams(digits);
    if (grams.size() == 1) {
      return term(fields.digits(), grams.getFirst());
    }
    PhraseQuery.Builder phrase = new PhraseQuery.Builder();
    for (String gram : grams) {
      phrase.add(new Term(fields.digits(), gram));
    }
    return phrase.build();
  }

  private static Query term(String field, String value) {
    return new TermQuery(new Term(field, value));
  }
}
