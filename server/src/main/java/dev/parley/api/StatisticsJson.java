package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.AgentDay;
import dev.parley.chat.Durations;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statistics of a team, as clients see them: as JSON, or as a table for spreadsheets. Times
/// are in seconds, accurate to 4 %; null if nothing was measured.
///
/// ```json
/// {"from": "2026-11-01", "to": "2026-11-30", "time_zone": "UTC",
///  "days": [{"day": "2026-11-29", "agent": "u_4f7k2m9q3x", "name": "Ann", "in": 12, "out": 15,
///            "first_response": {"count": 4, "median": 95, "p90": 310},
///            "resolution": {"count": 3, "median": 3600, "p90": 7300}}],
///  "agents": [], "total": {}}
/// ```
public final class StatisticsJson {
  private static final double MEDIAN = 0.5;
  private static final double MOST = 0.9;

  private StatisticsJson() {}

  /// Writes the statistics of a range of days.
  ///
  /// @param days the statistics by day, then by agent
  /// @param agents the sums of each agent; their `day` is meaningless
  /// @param total the sum of everything; its `day` and `agent` are meaningless
  public static void write(
      JsonGenerator json,
      LocalDate from,
      LocalDate to,
      List<AgentDay> days,
      List<AgentDay> agents,
      AgentDay total)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("from", from.toString());
    json.writeStringField("to", to.toString());
    json.writeStringField("time_zone", "UTC");
    json.writeArrayFieldStart("days");
    for (AgentDay day : days) {
      json.writeStartObject();
      json.writeStringField("day", day.day().toString());
      agent(json, day);
      numbers(json, day);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("agents");
    for (AgentDay agent : agents) {
      json.writeStartObject();
      agent(json, agent);
      numbers(json, agent);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("total");
    numbers(json, total);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void agent(JsonGenerator json, AgentDay day) throws IOException {
    Json.text(json, "agent", day.agent());
    Json.text(json, "name", day.name());
  }

  private static void numbers(JsonGenerator json, AgentDay day) throws IOException {
    json.writeNumberField("in", day.in());
    json.writeNumberField("out", day.out());
    durations(json, "first_response", day.responses());
    durations(json, "resolution", day.resolutions());
  }

  private static void durations(JsonGenerator json, String name, Durations durations)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", durations.count());
    if (durations.count() == 0) {
      json.writeNullField("median");
      json.writeNullField("p90");
    } else {
      json.writeNumberField("median", durations.within(MEDIAN).toSeconds());
      json.writeNumberField("p90", durations.within(MOST).toSeconds());
    }
    json.writeEndObject();
  }

  /// The same days as a table, one line for each, after a header line (RFC 4180).
  public static String csv(List<AgentDay> days) {
    StringBuilder csv =
        new StringBuilder(
            "day,agent,name,in,out,first_responses,first_response_median,first_response_p90,"
                + "resolutions,resolution_median,resolution_p90\r\n");
    for (AgentDay day : days) {
      csv.append(day.day()).append(',').append(cell(day.agent())).append(',');
      csv.append(cell(day.name())).append(',').append(day.in()).append(',').append(day.out());
      for (Durations durations : List.of(day.responses(), day.resolutions())) {
        csv.append(',').append(durations.count()).append(',').append(cell(durations, MEDIAN));
        csv.append(',').append(cell(durations, MOST));
      }
      csv.append("\r\n");
    }
    return csv.toString();
  }

  private static String cell(Durations durations, double part) {
    return durations.count() == 0 ? "" : String.valueOf(durations.within(part).toSeconds());
  }

  /// A cell that spreadsheets treat as text: a text that begins with `=` would be a formula.
  private static String cell(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String safe = "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.matches("[A-Za-z0-9_. ]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
