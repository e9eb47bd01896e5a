package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests which clients can recover their session, and so receive an offset at the end of every
/// event.
@Timeout(120)
final class RecoveryOfferTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          python-requests/2.28.1             |            |                    | false
          Mozilla/5.0 (X11; Linux x86_64)    |            |                    | true
          Mozilla/5.0 (X11; Linux x86_64)    |            | {"recover":false}  | false
          Mozilla/5.0 (X11; Linux x86_64)    | &recover=0 |                    | false
          okhttp/3.12.12                     | &recover=1 |                    | true
          Dart/3.5 (dart:io)                 |            | {"recover":true}   | true
          Dart/3.5 (dart:io)                 | &recover=1 | {"recover":false}  | false
          not Mozilla/5.0                    |            |                    | false
          node                               |            | {"recover":"true"} | false
          """)
  void recoveryIsForBrowsersAndForClientsThatAskForIt(
      String agent, String query, String auth, boolean recovers) {
    String path = POLLING + (query == null ? "" : query);
    String open = parley.get(path, "User-Agent", agent).body();
    String session = POLLING + "&sid=" + open.replaceFirst("^.*\"sid\":\"([^\"]*)\".*$", "$1");
    assertEquals(200, parley.post(session, "40" + (auth == null ? "" : auth)).statusCode());

    List<String> packets = new ArrayList<>();
    while (packets.size() < 2) { // they may come with one poll, or with two
      packets.addAll(List.of(parley.get(session).body().split("\u001e", -1)));
    }

    assertTrue(packets.get(0).startsWith("40{\"sid\""), packets::toString);
    assertEquals(recovers, packets.get(0).contains("\"pid\""), packets::toString);
    assertTrue(packets.get(1).startsWith("42[\"connected\",{"), packets::toString);
    assertEquals(
        recovers, packets.get(1).matches(".*},\"[A-Za-z0-9]+-[0-9a-z]+\"]"), packets::toString);
  }
}
