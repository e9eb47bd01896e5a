package dev.parley.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MongoBenchStoreTest {
  @ParameterizedTest
  @CsvSource({
    "mongodb://127.0.0.1:27017, mongodb://127.0.0.1:27017/mine",
    "mongodb://127.0.0.1:27017/whatsapp, mongodb://127.0.0.1:27017/mine",
    "mongodb://a:1/whatsapp?replicaSet=r, mongodb://a:1/mine?replicaSet=r",
    "mongodb+srv://u:p@cluster.example?w=1, mongodb+srv://u:p@cluster.example/mine?w=1",
  })
  void theDatabaseInTheUriIsNotUsed(String uri, String expected) {
    assertEquals(expected, MongoBenchStore.withDatabase(uri, "mine"));
  }
}
