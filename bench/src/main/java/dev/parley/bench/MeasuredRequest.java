package dev.parley.bench;

import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.DataSet;
import java.util.List;

/// A kind of request for measuring servers.
///
/// @param name the name of the work on the command line
/// @param expectedStatus the expected status; any other answer ends the run
/// @param writes whether each answer acknowledges a message
record MeasuredRequest(String name, RequestTemplate request, int expectedStatus, boolean writes) {
  /// The number of contacts over which the incoming messages are spread.
  private static final int CONTACTS = 500;

  /// The text of a longer message of ordinary length; its webhook has some 1.1 KB.
  static final String TEXT =
      "Good morning, I ordered two of the blue lamps last Tuesday and was told that they would be"
          + " here by the end of the week. The tracking page still says that the parcel waits for"
          + " collection. Could you please look where it is, and tell me whether I can still change"
          + " the address? We are moving on Friday, and there will be nobody at the old place after"
          + " that. Thank you!";

  /// All kinds of work, in the order of their measurements: those that write come last.
  ///
  /// @param run a part of every message's id, different in each run
  /// @param data the history that the server has
  static List<MeasuredRequest> all(String run, DataSet data) {
    String anyChat = "/api/chats/1555{number%" + data.chats() + ":7}";
    return List.of(
        read("health", "/health"),
        read("chats", "/api/chats"),
        read("chats-20", "/api/chats?limit=20"),
        read("chat", "/api/chats/" + DataSet.busyChat()),
        read("chat-50", anyChat + "?limit=50"),
        new MeasuredRequest("send", RequestTemplate.post("/api/send", sendBody()), 201, true),
        new MeasuredRequest(
            "ingest", RequestTemplate.post("/webhook", webhookBody(run)), 200, true));
  }

  /// The requests that fill a server over HTTP, if its store cannot be filled directly.
  ///
  /// @param chats the number of chats over which the messages are spread, beginning with the busy
  ///   one
  static RequestTemplate history(String run, int chats) {
    return RequestTemplate.post("/webhook", webhookBody(run, chats));
  }

  private static MeasuredRequest read(String name, String path) {
    return new MeasuredRequest(name, RequestTemplate.get(path), 200, false);
  }

  /// One message to send.
  static String sendBody() {
    return """
    {"wa_id":"1555{number%%%d:7}","text":"Your parcel {number:10} is on its way.","type":"outgoing"}\
    """
        .formatted(CONTACTS);
  }

  /// One incoming text message, in the form of the Cloud API.
  static String webhookBody(String run) {
    return webhookBody(run, CONTACTS);
  }

  private static String webhookBody(String run, int contacts) {
    String contact = "1555{number%" + contacts + ":7}";
    return """
    {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{\
    "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881",\
    "phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Sheena Nelson"},\
    "wa_id":"%1$s"}],"messages":[{"from":"%1$s",\
    "id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQ%2$s{number:10}","timestamp":"1749416383",\
    "text":{"body":"%3$s"},"type":"text"}]},"field":"messages"}]}]}\
    """
        .formatted(contact, run, TEXT);
  }
}
