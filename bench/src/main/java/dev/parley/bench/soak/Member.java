package dev.parley.bench.soak;

import dev.parley.bench.client.Client;
import dev.parley.bench.client.PacketKind;
import dev.parley.bench.client.Packets;
import dev.parley.bench.client.PollingClient;
import dev.parley.bench.client.SocketConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One client of a [Crowd]. It connects over WebSocket, over polling, or over polling with an
/// upgrade, and joins as a user and in a chat. It types, and sometimes sends a message. It may lose
/// its connection and resume its session. In the end it leaves. Used by the crowd's thread.
final class Member implements Client.Events {
  private static final int USERS = 500;
  private static final int CHATS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_ACTS = 8;
  private static final int AWAY_MILLIS = 300;

  private enum Stage {
    ENTERING,
    UPGRADING,
    INSIDE,
    AWAY,
    RETURNING,
    LEAVING,
    GONE
  }

  private enum Way {
    WEBSOCKET,
    POLLING,
    UPGRADE
  }

  private final Crowd crowd;
  private final int number;
  private final Way way;
  private final String chat;
  private Stage stage = Stage.ENTERING;
  private @Nullable Client client;
  private @Nullable SocketConnection upgrade;
  private boolean wasInside;
  private String sid = "";
  private String pid = "";
  private String offset = "";
  private int actsLeft;
  private int acks;
  private int awaited;

  /// The number of the current alarm; earlier alarms are ignored.
  int alarm;

  Member(Crowd crowd, int number) {
    Random random = crowd.random();
    this.crowd = crowd;
    this.number = number;
    int die = random.nextInt(10);
    this.way = die == 0 ? Way.POLLING : die < 4 ? Way.UPGRADE : Way.WEBSOCKET;
    this.chat = "1555%07d".formatted(random.nextInt(CHATS));
    this.actsLeft = 1 + random.nextInt(MOST_ACTS);
  }

  void enter() throws IOException {
    crowd.setAlarm(this, PATIENCE);
    Client entering =
        way == Way.WEBSOCKET
            ? SocketConnection.connectKeepingTexts(crowd.server(), crowd.loop(), number, this)
            : PollingClient.connect(crowd.server(), crowd.loop(), number, this);
    entering.recoverable();
    client = entering;
  }

  /// Allows the client to leave without another action.
  void hurry() {
    if (stage == Stage.INSIDE) {
      crowd.setAlarm(this, Duration.ZERO);
    }
  }

  /// Called at the time of its alarm.
  void wake() throws IOException {
    switch (stage) {
      case ENTERING, UPGRADING, RETURNING, LEAVING -> fail("nothing for half a minute, " + stage);
      case AWAY -> comeBack();
      case INSIDE -> {
        if (crowd.leaving() || actsLeft == 0) {
          beginToLeave();
        } else {
          act();
        }
      }
      case GONE -> {}
    }
  }

  // --- Actions -----------------------------------------------------------------------------------

  private void act() throws IOException {
    actsLeft--;
    Random random = crowd.random();
    int die = random.nextInt(100);
    boolean alone = awaited == 0 && !offset.isEmpty();
    if (die < 3) {
      emit("send", "{\"wa_id\":\"" + chat + "\",\"text\":\"Your parcel is on its way.\"}");
    } else if (die < 6 && alone && way != Way.POLLING) {
      lose(false);
      return;
    } else if (die == 6 && alone && crowd.mayLose()) {
      lose(true);
      return;
    } else {
      String event = random.nextBoolean() ? "typing" : "stop-typing";
      emit(event, "{\"chatId\":\"" + chat + "\",\"wa_id\":\"" + chat + "\",\"name\":\"Agent\"}");
    }
    rest();
  }

  private void rest() {
    crowd.setAlarm(this, crowd.pause());
  }

  private void emit(String event, String payload) throws IOException {
    awaited++;
    crowd.tally().did(event);
    if (client != null) {
      client.send("42" + acks++ + "[\"" + event + "\"," + payload + "]");
    }
  }

  private void beginToLeave() throws IOException {
    stage = Stage.LEAVING;
    crowd.setAlarm(this, PATIENCE);
    emit("leave-chat", "{\"chatId\":\"" + chat + "\"}");
  }

  private void lose(boolean forGood) throws IOException {
    if (client != null) {
      client.close();
    }
    if (forGood) {
      crowd.tally().did("lost for good");
      gone();
    } else {
      stage = Stage.AWAY;
      crowd.setAlarm(this, Duration.ofMillis(crowd.random().nextInt(AWAY_MILLIS)));
    }
  }

  private void comeBack() throws IOException {
    stage = Stage.RETURNING;
    crowd.setAlarm(this, PATIENCE);
    SocketConnection again =
        SocketConnection.connectKeepingTexts(crowd.server(), crowd.loop(), number, this);
    again.recover(pid, offset);
    client = again;
  }

  private void gone() {
    stage = Stage.GONE;
    alarm++;
    crowd.gone(wasInside);
  }

  private void fail(String why) throws IOException {
    crowd.tally().failed(way + ": " + why);
    if (client != null) {
      client.close();
    }
    if (upgrade != null) {
      upgrade.close();
    }
    gone();
  }

  // --- Received events ---------------------------------------------------------------------------

  @Override
  public void joined(Client from) throws IOException {
    String answer = from.text();
    String newSid = Packets.field(answer, "sid");
    pid = Packets.field(answer, "pid");
    if (stage == Stage.RETURNING) {
      if (!newSid.equals(sid)) {
        fail("a session was not recovered");
        return;
      }
      crowd.tally().did("recovered");
      stage = Stage.INSIDE;
      rest();
      return;
    }
    sid = newSid;
    if (way == Way.UPGRADE && from instanceof PollingClient polling) {
      stage = Stage.UPGRADING;
      client = polling;
      upgrade =
          SocketConnection.probe(crowd.server(), crowd.loop(), number, this, polling.session());
    } else {
      settle();
    }
  }

  private void settle() throws IOException {
    stage = Stage.INSIDE;
    wasInside = true;
    crowd.inside();
    crowd.tally().did("entered, " + way);
    emit("join-user", "{\"userId\":\"agent-" + crowd.random().nextInt(USERS) + "\"}");
    emit("join-chat", "{\"chatId\":\"" + chat + "\"}");
    rest();
  }

  @Override
  public void event(Client from) {
    String text = from.text();
    // the last argument of an event that can be recovered: ..., "offset"]
    int end = text.length() - 2;
    if (end > 0 && text.charAt(end) == '"') {
      offset = text.substring(text.lastIndexOf('"', end - 1) + 1, end);
    }
  }

  @Override
  public void other(Client from, PacketKind kind) throws IOException {
    switch (kind) {
      case ACK -> acknowledged(from.text());
      case PROBED -> takeOver();
      default -> fail("an unexpected packet, " + kind);
    }
  }

  private void acknowledged(String answer) throws IOException {
    awaited--;
    if (!answer.contains("[{\"success\":true")) {
      crowd.tally().failed("refused: " + answer.substring(answer.indexOf('[')));
    }
    if (stage == Stage.LEAVING && awaited == 0 && client != null) {
      client.leave(() -> {
        crowd.tally().did("left");
        gone();
      });
    }
  }

  private void takeOver() {
    if (client instanceof PollingClient polling && upgrade != null) {
      SocketConnection next = upgrade;
      polling.stopPolling(() -> {
        next.takeOver();
        client = next;
        settle();
      });
    }
  }

  @Override
  public void ended(Client from, String why) throws IOException {
    if (stage != Stage.GONE) {
      fail("the server ended the connection, " + stage + ": " + why);
    }
  }
}
