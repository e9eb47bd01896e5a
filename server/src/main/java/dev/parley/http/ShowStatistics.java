package dev.parley.http;

import dev.parley.api.StatisticsJson;
import dev.parley.chat.AgentDay;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Durations;
import dev.parley.chat.Refusal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /api/stats?from=2026-11-01&to=2026-11-30`: messages, response and resolution times by day
/// and agent; by default the last 30 days. With `Accept: text/csv` the answer is a table. Days are
/// in UTC.
final class ShowStatistics implements Endpoint {
  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;
  private static final int DAY_LETTERS = "2026-11-29".length();

  private final ChatHistory history;
  private final Clock clock;

  ShowStatistics(ChatHistory history, Clock clock) {
    this.history = history;
    this.clock = clock;
  }

  @Override
  public Response handle(Request request) {
    LocalDate to = day(request, "to");
    to = to == null ? AgentDay.day(clock.instant()) : to;
    LocalDate from = day(request, "from");
    from = from == null ? to.minusDays(USUAL_DAYS - 1) : from;
    if (from.isAfter(to)) {
      throw Refusal.invalid("from", "must not be after to");
    }
    if (ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
      throw Refusal.invalid("from", "must be at most %d days before to".formatted(MOST_DAYS - 1));
    }
    List<AgentDay> days = history.counted(from, to);
    if (wantsTable(request)) {
      return Response.text("text/csv; charset=utf-8; header=present", StatisticsJson.csv(days));
    }
    AgentDay total = new AgentDay(to, null, null, 0, 0, Durations.NONE, Durations.NONE);
    Map<String, AgentDay> agents = new LinkedHashMap<>();
    for (AgentDay day : days) {
      agents.merge(day.key().agent(), day, AgentDay::plus);
      total = total.plus(day);
    }
    List<AgentDay> busiest = new ArrayList<>(agents.values());
    busiest.sort(
        Comparator.comparingLong((AgentDay it) -> it.in() + it.out())
            .reversed()
            .thenComparing(it -> it.key().agent()));
    LocalDate first = from;
    LocalDate last = to;
    AgentDay all = total;
    return Response.json(200, json -> StatisticsJson.write(json, first, last, days, busiest, all));
  }

  private static boolean wantsTable(Request request) {
    String accept = request.header("Accept");
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/csv");
  }

  private static @Nullable LocalDate day(Request request, String name) {
    String text = request.query(name);
    try {
      if (text == null) {
        return null;
      }
      if (text.length() == DAY_LETTERS) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeParseException notADay) {
      // The request is refused below, like a day whose year does not have four digits.
    }
    throw Refusal.invalid(name, "must be a day such as 2026-11-29");
  }
}
