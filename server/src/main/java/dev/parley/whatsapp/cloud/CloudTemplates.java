package dev.parley.whatsapp.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.json.LooseJson;
import dev.parley.templates.Template;
import dev.parley.templates.TemplateSource;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The message templates of a WhatsApp Business Account, page after page. Safe for use by many
/// threads. Source: Cloud API docs, "Templates"; Graph API docs, "Paginated results".
///
/// ```
/// GET https://graph.facebook.com/v25.0/<account>/message_templates?fields=id,name&limit=50&after=c
/// {"data": [{"id": "1", "name": "order_ready"}],
///  "paging": {"cursors": {"before": "b", "after": "d"}, "next": "https://graph.facebook.com/"}}
/// ```
///
/// The address `next` only shows that there is more: Parley never sends the token to an address
/// from an answer.
public final class CloudTemplates implements TemplateSource {
  /// The number of templates that one request fetches. Large templates have some 20 KB, and an
  /// answer may have at most 1 MB: see [GraphClient].
  private static final int PAGE = 50;

  /// The maximum number of pages that are fetched. WhatsApp allows 6,000 templates.
  private static final int MOST_PAGES = 250;

  private static final long MOST_CHARACTERS = 32L << 20;
  private static final int LONGEST_CURSOR = 2_048;
  private static final int BAD_CURSOR = 131059;

  private static final Failure NO_ANSWER = new Failure(0, "WhatsApp could not be reached", null);
  private static final Failure STRANGE_ANSWER =
      new Failure(0, "The answer was not WhatsApp's", null);
  private static final Failure TOO_MANY =
      new Failure(0, "The account has more templates than Parley reads", null);

  private final GraphClient graph;
  private final String path;

  /// @param account `BUSINESS_ACCOUNT_ID`
  public CloudTemplates(GraphClient graph, String account) {
    this.graph = graph;
    this.path =
        "%s/message_templates?fields=%s&limit=%d"
            .formatted(account, String.join(",", Template.FIELDS), PAGE);
  }

  @Override
  public List<Template> fetch() throws Unavailable, InterruptedException {
    try {
      return all();
    } catch (CursorLost expired) {
      try {
        return all();
      } catch (CursorLost again) {
        throw new Unavailable(again.reason);
      }
    }
  }

  /// WhatsApp no longer accepts one of its own cursors: the caller begins again. Source: Cloud API
  /// docs, "Error codes", 131059.
  private static final class CursorLost extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure reason;

    CursorLost(Failure reason) {
      super(reason.title(), null, false, false);
      this.reason = reason;
    }
  }

  private List<Template> all() throws Unavailable, CursorLost, InterruptedException {
    Map<String, Template> all = new LinkedHashMap<>(); // a page may repeat one after a removal
    long characters = 0;
    String after = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = page(after);
      JsonNode data = answer.path("data");
      if (!data.isArray()) {
        throw new Unavailable(STRANGE_ANSWER);
      }
      for (JsonNode element : data) {
        Template template = Template.read(element).orElse(null);
        if (template != null) {
          all.put(template.name() + " " + template.language(), template);
          characters += template.json().length();
        }
      }
      if (characters > MOST_CHARACTERS) {
        throw new Unavailable(TOO_MANY);
      }
      JsonNode paging = answer.path("paging");
      String next = paging.path("cursors").path("after").asText("");
      if (!paging.hasNonNull("next") || next.isEmpty() || next.equals(after)) {
        return new ArrayList<>(all.values());
      }
      if (next.length() > LONGEST_CURSOR) {
        throw new Unavailable(STRANGE_ANSWER);
      }
      after = next;
    }
    throw new Unavailable(TOO_MANY);
  }

  private JsonNode page(String after) throws Unavailable, CursorLost, InterruptedException {
    JsonNode answer;
    int status;
    try {
      HttpResponse<byte[]> response =
          graph.get(after.isEmpty() ? path : path + "&after=" + URLEncoder.encode(after, UTF_8));
      status = response.statusCode();
      answer = LooseJson.parse(response.body());
    } catch (IOException unreached) {
      throw new Unavailable(NO_ANSWER);
    } catch (LooseJson.Malformed notJson) {
      throw new Unavailable(STRANGE_ANSWER);
    }
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      Failure reason = GraphErrors.reason(error);
      if (reason.code() == BAD_CURSOR && !after.isEmpty()) {
        throw new CursorLost(reason);
      }
      throw new Unavailable(reason);
    }
    if (status != 200) {
      throw new Unavailable(STRANGE_ANSWER);
    }
    return answer;
  }
}
