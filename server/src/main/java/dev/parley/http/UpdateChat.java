package dev.parley.http;

import dev.parley.access.Permission;
import dev.parley.api.ChatJson;
import dev.parley.api.ChatUpdateBody;
import dev.parley.api.FileLinks;
import dev.parley.chat.ChatHead;
import dev.parley.chat.Quotes;
import dev.parley.chat.Teamwork;
import dev.parley.offload.WorkKind;
import java.util.function.Predicate;

/// `PUT /api/chats/:wa_id` with `{"state": "done"}` changes the state of a chat, see
/// [ChatUpdateBody]. 200 and the chat without its messages; `not_found` if there is none.
final class UpdateChat implements Endpoint {
  private final Teamwork teamwork;
  private final Predicate<String> isUser;
  private final Predicate<String> isTeam;
  private final FileLinks links;

  /// @param isUser whether a user has this id
  /// @param isTeam whether a team has this id
  /// @param links the links to files in messages
  UpdateChat(
      Teamwork teamwork, Predicate<String> isUser, Predicate<String> isTeam, FileLinks links) {
    this.teamwork = teamwork;
    this.isUser = isUser;
    this.isTeam = isTeam;
    this.links = links;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.WRITE;
  }

  /// The answer shows the last message: a key that may send and not read gets `204` instead.
  @Override
  public Response handle(Request request) {
    var asked =
        ChatUpdateBody.parse(
            request.fields(ChatUpdateBody.FIELDS), request.caller().user(), isUser, isTeam);
    ChatHead chat = teamwork.update(request.caller(), request.chat(), asked);
    if (!request.caller().may(Permission.READ)) {
      return SignIns.nothing();
    }
    Quotes quotes = teamwork.quotesOf(chat);
    return Response.json(200, json -> ChatJson.write(json, chat, quotes, links));
  }
}
