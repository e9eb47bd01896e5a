package dev.parley.store.mongo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoClientSettings;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatState;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each list of chats has an index that begins with the fields that the chats have in common and
/// continues in the order of the list. With any other index, MongoDB would read more than the page.
final class ChatListIndexTest {
  static Stream<ChatCriterion> criteria() {
    return Stream.of(
        new ChatCriterion.All(),
        new ChatCriterion.Unread(),
        new ChatCriterion.InProgress(ChatState.Progress.OPEN),
        new ChatCriterion.InProgress(ChatState.Progress.DONE),
        new ChatCriterion.AssignedTo("u_1"),
        new ChatCriterion.OfTeam("team_1"),
        new ChatCriterion.Labelled("label_1"));
  }

  private static BsonDocument document(Bson bson) {
    return bson.toBsonDocument(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry());
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void aListHasAnIndexInItsOrder(ChatCriterion criterion) {
    BsonDocument filter = document(ChatDocument.fitting(criterion));
    List<String> order = List.of(ChatDocument.NEWEST_TIMESTAMP, FieldNames.KEY);

    boolean served =
        ChatDocument.KIND.indexes().stream()
            .anyMatch(index -> {
              List<String> keys = List.copyOf(document(index.keys()).keySet());
              Bson partial = index.options().getPartialFilterExpression();
              boolean sameFilter = partial != null && document(partial).equals(filter);
              int equal = sameFilter ? 0 : filter.size();
              return keys.subList(0, Math.min(equal, keys.size()))
                      .equals(List.copyOf(filter.keySet()).subList(0, equal))
                  && keys.size() >= equal + 2
                  && keys.subList(equal, equal + 2).equals(order)
                  && (partial == null
                      || sameFilter
                      || document(partial).keySet().equals(filter.keySet()));
            });

    assertTrue(served, criterion::toString);
  }
}
