package dev.parley.http;

import dev.parley.access.Sender;
import dev.parley.api.RequestFields;
import dev.parley.api.SharedJson;
import dev.parley.chat.Label;
import dev.parley.chat.Teamwork;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The items that a team shares: labels and the list of members.
///
/// ```
/// GET /api/labels                                                                    [Label], by name
/// POST /api/labels {"name": "Urgent", "color": "#c62828"}    201 {"id": ..., "name": ..., "color": ...}
/// PUT /api/labels/:id {"name": "Later", "color": null}                                          Label
/// DELETE /api/labels/:id                                                                          204
/// GET /api/colleagues                                      [{"id": "u_4f7k2m9q3x", "name": "Ann"}]
/// GET /api/teams                                                            ["sales", "support"]
/// ```
final class SharedItems {
  private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final List<String> LABEL = List.of("name", "color");

  private final Teamwork teamwork;
  private final Supplier<List<Sender>> colleagues;
  private final Supplier<List<String>> teams;

  /// @param colleagues the users to whom a chat can be assigned
  /// @param teams the ids of the teams to which a chat can be assigned
  SharedItems(Teamwork teamwork, Supplier<List<Sender>> colleagues, Supplier<List<String>> teams) {
    this.teamwork = teamwork;
    this.colleagues = colleagues;
    this.teams = teams;
  }

  Response labels(Request request) {
    List<Label> labels = teamwork.labels();
    return Response.json(200, json -> SharedJson.writeLabels(json, labels));
  }

  Response addLabel(Request request) {
    RequestFields fields = request.fields(LABEL);
    String name = name(fields);
    String color = color(fields);
    fields.check(null);
    Label label = teamwork.addLabel(request.caller(), Objects.requireNonNull(name), color);
    return Response.json(201, json -> SharedJson.write(json, label));
  }

  Response changeLabel(Request request) {
    RequestFields fields = request.fields(LABEL);
    String name = name(fields);
    String color = color(fields);
    fields.check(null);
    Label label =
        teamwork.changeLabel(
            request.caller(),
            new Label(request.pathValue("id"), Objects.requireNonNull(name), color));
    return Response.json(200, json -> SharedJson.write(json, label));
  }

  Response removeLabel(Request request) {
    teamwork.removeLabel(request.caller(), request.pathValue("id"));
    return SignIns.nothing();
  }

  Response colleagues(Request request) {
    List<Sender> all = colleagues.get();
    return Response.json(200, json -> SharedJson.writeColleagues(json, all));
  }

  Response teams(Request request) {
    List<String> all = teams.get();
    return Response.json(
        200,
        json -> {
          json.writeStartArray();
          for (String team : all) {
            json.writeString(team);
          }
          json.writeEndArray();
        });
  }

  private static @Nullable String name(RequestFields fields) {
    String name = fields.text("name");
    if (!fields.lacks("name")
        && name != null
        && (Blank.isBlank(name) || Text.isLongerThan(name.strip(), Label.LONGEST_NAME))) {
      fields.wrong("name", "must be 1 to %d characters long".formatted(Label.LONGEST_NAME));
    }
    return name == null ? null : name.strip();
  }

  private static @Nullable String color(RequestFields fields) {
    String color = fields.text("color");
    if (color != null && !color.isEmpty() && !COLOR.matcher(color).matches()) {
      fields.wrong("color", "must be a color such as #c62828, or null");
    }
    return color == null || color.isEmpty() ? null : color;
  }
}
