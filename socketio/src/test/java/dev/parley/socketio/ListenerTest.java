package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests events from clients, and how they reach listeners.
@Timeout(120)
class ListenerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @AutoClose private final TestServer server = newServer(SocketIoOptions.builder());
  private final Namespace root = server.of("/");

  private record Saying(String text, Instant at) {}

  /// The same tests run with servers of other options.
  TestServer newServer(SocketIoOptions.Builder options) {
    return new TestServer(options);
  }

  // --- From clients ------------------------------------------------------------------------------

  @Test
  void anEventReachesAllItsListeners() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.on("say", event -> heard.add("namespace " + event.args()));
    try (Peer peer = server.join()) {
      peer.socket().on("say", event -> heard.add("socket " + event.arg(0)));
      peer.socket().on("other", _ -> heard.add("other"));
      peer.send(2, "[\"say\",1,\"2\"]");
      peer.got();

      assertEquals(List.of("namespace [1, \"2\"]", "socket 1"), heard);
    }
  }

  @Test
  void eventsOfASocketComeInTheirOrder() throws IOException {
    List<Integer> heard = new CopyOnWriteArrayList<>();
    root.on("n", event -> heard.add(event.arg(0).asInt()));
    List<Integer> expected = new ArrayList<>();
    try (Peer peer = server.join()) {
      for (int i = 0; i < 500; i++) {
        peer.send(2, "[\"n\"," + i + "]");
        expected.add(i);
      }
      peer.got();

      assertEquals(expected, heard);
    }
  }

  @Test
  void aNumberIsANameToo() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.on("5", event -> heard.add(event.name()));
    try (Peer peer = server.join()) {
      peer.send(2, "[5,\"x\"]");
      peer.got();

      assertEquals(List.of("5"), heard);
    }
  }

  @Test
  void aOnceListenerIsCalledOnce() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Peer peer = server.join()) {
      peer.socket().once("say", event -> heard.add(event.arg(0).asText()));
      peer.send(2, "[\"say\",\"a\"]");
      peer.send(2, "[\"say\",\"b\"]");
      peer.got();

      assertEquals(List.of("a"), heard);
    }
  }

  @Test
  void aRemovedListenerIsNotCalled() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    Listener listener = event -> heard.add(event.name());
    try (Peer peer = server.join()) {
      peer.socket().on("say", listener).onAny(listener).off("say", listener).offAny(listener);
      peer.socket().on("other", listener).off("other");
      peer.send(2, "[\"say\"]");
      peer.send(2, "[\"other\"]");
      peer.got();

      assertEquals(List.of(), heard);
    }
  }

  @Test
  void anArgumentIsReadAsARecord() throws IOException {
    List<Saying> heard = new CopyOnWriteArrayList<>();
    root.on("say", Saying.class, (saying, _) -> heard.add(saying));
    root.on("second", event -> heard.add(event.arg(1, Saying.class)));
    try (Peer peer = server.join()) {
      peer.send(2, "[\"say\",{\"text\":\"hi\",\"at\":\"2026-11-23T12:00:00.000Z\"}]");
      peer.send(2, "[\"second\",0,{\"text\":\"ho\",\"at\":\"2026-11-23T12:00:00Z\"}]");
      peer.got();

      assertEquals(List.of(new Saying("hi", NOON), new Saying("ho", NOON)), heard);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[\"say\",1]", "[\"say\"]", "[\"say\",null]", "[\"say\",{\"at\":\"now\"}]"})
  void anArgumentThatCannotBeReadIsAnErrorOfItsSocket(String packet) throws IOException {
    List<String> errors = new CopyOnWriteArrayList<>();
    root.on("say", Saying.class, (saying, _) -> errors.add("heard " + saying));
    try (Peer peer = server.join()) {
      peer.socket().onError(errors::add);
      peer.send(2, packet);

      assertEquals(List.of(), peer.got());
      assertEquals(List.of("the argument of say must be a Saying"), errors);
    }
  }

  @Test
  void aFailingListenerDoesNotAffectOthers() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.on(
        "say",
        _ -> {
          throw new TestServer.Wanted();
        });
    root.on("say", event -> heard.add(event.name()));
    try (Peer peer = server.join()) {
      peer.send(2, "[\"say\"]");

      assertEquals(List.of(), peer.got());
      assertEquals(List.of("say"), heard);
    }
  }

  // --- Between the arrival and the listeners -----------------------------------------------------

  @Test
  void catchAllsComeFirstThenMiddlewaresThenListeners() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.on("say", _ -> heard.add("listener"));
    root.onAny(_ -> heard.add("any"));
    try (Peer peer = server.join()) {
      peer.socket()
          .on(
              "say",
              event -> {
                heard.add("own listener");
                event.ack();
              })
          .use((_, next) -> {
            heard.add("first");
            next.proceed();
          })
          .use((_, next) -> {
            heard.add("second");
            next.proceed();
          })
          .onAny(_ -> heard.add("own any"));
      peer.send(2, "1[\"say\"]");

      assertEquals("431[]", peer.raw().read());
      assertEquals(List.of("any", "own any", "first", "second", "listener", "own listener"), heard);
    }
  }

  @Test
  void aSocketDisconnectedByACatchAllReachesNoListeners() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.on("say", _ -> heard.add("heard"));
    root.onAny(event -> event.socket().disconnect(false));
    try (Peer peer = server.join()) {
      peer.send(2, "[\"say\"]");

      assertEquals("41", peer.raw().read());
      assertEquals(List.of(), heard);
    }
  }

  @Test
  void anEventThatAMiddlewareRefusesIsAnErrorAndTheConnectionStays() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.on("say", _ -> heard.add("heard"));
    try (Peer peer = server.join()) {
      peer.socket()
          .onError(heard::add)
          .use((event, next) -> {
            if (event.name().equals("say")) {
              next.refuse("not allowed");
            } else {
              next.proceed();
            }
          });
      peer.send(2, "[\"say\"]");

      assertEquals(List.of(), peer.got());
      assertEquals(List.of("not allowed"), heard);
    }
  }

  @Test
  void aMiddlewareOfEventsThatFailsRefusesTheEvent() throws IOException {
    List<String> errors = new CopyOnWriteArrayList<>();
    try (Peer peer = server.join()) {
      peer.socket()
          .onError(errors::add)
          .use((event, next) -> {
            if (event.name().equals("say")) {
              throw new TestServer.Wanted();
            }
            next.proceed();
          });
      peer.send(2, "[\"say\"]");

      assertEquals(List.of(), peer.got());
      assertEquals(List.of("a middleware failed"), errors);
    }
  }

  @Test
  void aMiddlewareOfEventsMayDecideLaterOnAnyThread() throws IOException {
    root.on("say", event -> event.ack("heard"));
    try (Peer peer = server.join()) {
      peer.socket().use((_, next) -> Thread.ofVirtual().start(next::proceed));
      peer.send(2, "1[\"say\"]");

      assertEquals("431[\"heard\"]", peer.raw().read());
    }
  }

  // --- Middlewares of a namespace ----------------------------------------------------------------

  @Test
  void eventMiddlewaresOfTheNamespaceAreAskedBeforeThoseOfTheSocket() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.useForEvents(
            (_, next) -> {
              heard.add("namespace");
              Thread.ofVirtual().start(next::proceed);
            })
        .on("say", event -> event.ack("heard"));
    try (Peer peer = server.join()) {
      peer.socket()
          .use((_, next) -> {
            heard.add("socket");
            next.proceed();
          });
      peer.send(2, "1[\"say\"]");

      assertEquals("431[\"heard\"]", peer.raw().read());
      assertEquals(List.of("namespace", "socket"), heard);
    }
  }

  @Test
  void anEventThatTheNamespaceRefusesIsAnErrorOfItsSocket() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    root.useForEvents(
            (event, next) -> {
              if (event.name().startsWith("admin:")) {
                next.refuse("not allowed");
              } else {
                next.proceed();
              }
            })
        .on("admin:stop", _ -> heard.add("heard"));
    try (Peer peer = server.join()) {
      peer.socket().onError(heard::add);
      peer.send(2, "[\"admin:stop\"]");

      assertEquals(List.of(), peer.got());
      assertEquals(List.of("not allowed"), heard);
    }
  }

  @Test
  void namespacesThatAreMadeForAClientHaveEventMiddlewaresToo() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    server
        .watched(server.io().of(name -> name.startsWith("/made-")))
        .useForEvents((event, next) -> {
          heard.add(event.name());
          next.proceed();
        });
    try (Peer peer = server.join("/made-1")) {
      assertEquals(List.of(), peer.got());
      assertEquals(List.of("fence"), heard);
    }
  }
}
