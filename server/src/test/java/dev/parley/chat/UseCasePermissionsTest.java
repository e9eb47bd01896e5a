package dev.parley.chat;

import static dev.parley.access.Permission.EDIT_CONTACTS;
import static dev.parley.access.Permission.SEND;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.access.VisibleChats;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the permissions that the use cases check themselves, for all ways of access: even if a
/// route or an event declared the wrong permission, nobody could change anything.
final class UseCasePermissionsTest {
  private static final Sender ANN = new Sender("u_1", "Ann", Sender.Kind.USER);

  /// One use case.
  ///
  /// @param needs the required permission
  record UseCase(String name, Permission needs, Call call) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Call {
    void run(Conversations conversations, Teamwork teamwork, Principal caller);
  }

  static Stream<UseCase> useCases() {
    SendRequest text = new SendRequest(null, ALICE, "Hi", Direction.OUTGOING, null, null);
    ContactUpdate.Field keep = new ContactUpdate.Field.Keep();
    ContactUpdate contact = new ContactUpdate(ALICE, "Alice", keep, keep);
    ChatUpdate update = new ChatUpdate(null, null, keep, keep, null, true, null);
    CannedReply reply = new CannedReply("reply_1", "hi", "Hello", PlainJson.EMPTY);
    return Stream.of(
        new UseCase("send", SEND, (it, _, caller) -> it.send(caller, text)),
        new UseCase("retry", SEND, (it, _, caller) -> it.retry(caller, HELLO.id())),
        new UseCase("mark read", SEND, (it, _, caller) -> it.markRead(caller, ALICE)),
        new UseCase(
            "mark read up to", SEND, (it, _, caller) -> it.markReadUpTo(caller, HELLO.id(), false)),
        new UseCase("show typing", SEND, (it, _, caller) -> it.showTyping(caller, ALICE)),
        new UseCase(
            "save contact", EDIT_CONTACTS, (it, _, caller) -> it.saveContact(caller, contact)),
        new UseCase("update chat", SEND, (_, it, caller) -> it.update(caller, ALICE, update)),
        new UseCase("add note", SEND, (_, it, caller) -> it.addNote(caller, ALICE, "x")),
        new UseCase(
            "change note", SEND, (_, it, caller) -> it.changeNote(caller, ALICE, "note_1", "x")),
        new UseCase("remove note", SEND, (_, it, caller) -> it.removeNote(caller, ALICE, "note_1")),
        new UseCase("add label", SEND, (_, it, caller) -> it.addLabel(caller, "vip", null)),
        new UseCase(
            "change label",
            SEND,
            (_, it, caller) -> it.changeLabel(caller, new Label("label_1", "vip", null))),
        new UseCase("remove label", SEND, (_, it, caller) -> it.removeLabel(caller, "label_1")),
        new UseCase(
            "add reply",
            EDIT_CONTACTS,
            (_, it, caller) -> it.addReply(caller, "hi", "Hello", PlainJson.EMPTY)),
        new UseCase(
            "change reply", EDIT_CONTACTS, (_, it, caller) -> it.changeReply(caller, reply)),
        new UseCase(
            "remove reply", EDIT_CONTACTS, (_, it, caller) -> it.removeReply(caller, "reply_1")));
  }

  @ParameterizedTest
  @MethodSource("useCases")
  void aUseCaseRefusesCallersThatLackItsPermission(UseCase useCase) {
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    store.ingest(arrived(HELLO), NOON);
    Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    RandomGenerator random = RandomGenerator.getDefault();
    Conversations conversations = new Conversations(store, Line.CLOSED, clock, random);
    Teamwork teamwork = new Teamwork(store, clock, random);
    Set<Permission> others = EnumSet.complementOf(EnumSet.of(useCase.needs));
    Principal caller = new Principal(ANN, others, null, VisibleChats.ALL);

    Refusal refusal =
        assertThrows(Refusal.class, () -> useCase.call.run(conversations, teamwork, caller));

    assertEquals(ErrorCode.FORBIDDEN, refusal.code());
    assertEquals(1, store.messages(ALICE, null, 10).size());
    assertEquals(List.of(), teamwork.labels());
    assertEquals(List.of(), teamwork.replies());
  }
}
