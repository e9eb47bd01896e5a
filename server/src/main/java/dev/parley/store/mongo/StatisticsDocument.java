package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.number;
import static dev.parley.store.mongo.DocumentFields.text;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.AgentDay;
import dev.parley.chat.Durations;
import dev.parley.chat.archive.ArchivedRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;

/// The statistics of one day and one member of the team. Its `_id` is the day, a space and the id
/// of the agent: `2026-11-29 u_4f7k2m9q3x`.
final class StatisticsDocument {
  static final String COLLECTION = "parley_statistics";

  /// The character after the space: a day with this suffix sorts after all keys of the day.
  private static final String AFTER_AGENTS = "!";

  private static final String IN = "in";
  private static final String OUT = "out";
  private static final String RESPONSES = "responses";
  private static final String RESOLUTIONS = "resolutions";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .archivedAs(ArchivedRecord.Kind.STATISTICS, StatisticsDocument::archived);

  private StatisticsDocument() {}

  private static Document of(AgentDay day) {
    return new Document(FieldNames.NAME, day.name())
        .append(IN, day.in())
        .append(OUT, day.out())
        .append(RESPONSES, day.responses().toString())
        .append(RESOLUTIONS, day.resolutions().toString());
  }

  static AgentDay read(Document document) {
    String[] key = text(document, FieldNames.KEY).split(" ", 2);
    return new AgentDay(
        LocalDate.parse(key[0]),
        key.length < 2 || key[1].isEmpty() ? null : key[1],
        DocumentFields.textOrNull(document, FieldNames.NAME),
        number(document, IN),
        number(document, OUT),
        Durations.parse(text(document, RESPONSES)),
        Durations.parse(text(document, RESOLUTIONS)));
  }

  /// The statistics of some days, by day, then by agent.
  static List<AgentDay> between(
      MongoCollection<Document> days, DamageLog damages, LocalDate from, LocalDate to) {
    List<AgentDay> all = new ArrayList<>();
    for (Document document :
        days.find(
                Filters.and(
                    Filters.gte(FieldNames.KEY, from.toString()),
                    Filters.lt(FieldNames.KEY, to + AFTER_AGENTS)))
            .sort(Sorts.ascending(FieldNames.KEY))) {
      damages.read(COLLECTION, document, StatisticsDocument::read).ifPresent(all::add);
    }
    return all;
  }

  /// Adds the writes of a commit for changed statistics.
  static void write(StagedRows.Changed<AgentDay.Key, AgentDay> changed, List<Write> writes) {
    Document after = changed.after().map(StatisticsDocument::of).orElse(null);
    if (after != null && changed.before().isEmpty()) {
      after.values().removeIf(Objects::isNull);
    }
    Write.row(
        COLLECTION,
        changed.key().toString(),
        changed.before().map(StatisticsDocument::of).orElse(null),
        after,
        writes);
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KEY),
        document -> new ArchivedRecord.OfStatistics(read(document)));
  }
}
