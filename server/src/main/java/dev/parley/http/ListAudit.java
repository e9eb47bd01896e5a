package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.access.Principal;
import dev.parley.accounts.Accounts;
import dev.parley.chat.Refusal;
import dev.parley.offload.WorkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /api/audit`: who did what to the accounts, the newest first. With `Accept:
/// application/x-ndjson` all entries, one per line.
final class ListAudit implements Endpoint {
  private static final String LINES = "application/x-ndjson";
  private static final Pattern ID = Pattern.compile("a[a-z0-9]{1,40}");
  private static final Pattern ID_FIELD = Pattern.compile("^\\{\"id\":\"(a[a-z0-9]{1,40})\"");
  private static final int DEFAULT = 100;
  private static final int MOST = 1000;

  private final Accounts accounts;

  ListAudit(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public WorkKind work(Request request) {
    return wantsLines(request) ? WorkKind.STREAM : WorkKind.READ;
  }

  private static boolean wantsLines(Request request) {
    String accept = request.header("Accept");
    return accept != null && accept.contains(LINES);
  }

  @Override
  public Response handle(Request request) {
    Principal caller = request.caller();
    if (wantsLines(request)) {
      List<String> first = accounts.audit(caller, null, MOST);
      accounts.from(request.origin()).note(caller, "audit_exported", null);
      return new Response.Streamed(
          Map.of("Content-Type", LINES),
          first.stream().mapToLong(String::length).sum() * 2,
          out -> {
            List<String> page = first;
            while (!page.isEmpty()) {
              for (String entry : page) {
                out.write((entry + "\n").getBytes(UTF_8));
              }
              page = accounts.audit(caller, id(page.getLast()), MOST);
            }
          });
    }
    int limit = request.query("limit", DEFAULT, 1, MOST);
    List<String> oneMore = accounts.audit(caller, before(request), limit + 1);
    List<String> page = new ArrayList<>(oneMore.subList(0, Math.min(limit, oneMore.size())));
    String next = oneMore.size() > limit ? id(page.getLast()) : null;
    return Response.streamed(
        Page.headers(request, next),
        page.stream().mapToLong(String::length).sum() * 2,
        json -> {
          json.writeStartArray();
          for (String entry : page) {
            json.writeRawValue(entry);
          }
          json.writeEndArray();
        });
  }

  private static @Nullable String before(Request request) {
    String cursor = request.query(Cursor.PARAMETER);
    if (cursor != null && !ID.matcher(cursor).matches()) {
      throw Refusal.invalid(Cursor.PARAMETER, "must be a value from a Link header");
    }
    return cursor;
  }

  /// Every entry begins with its id.
  private static @Nullable String id(String entry) {
    var id = ID_FIELD.matcher(entry);
    return id.find() ? id.group(1) : null;
  }
}
