package dev.parley.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Many clients, each on its own connection, which send the requests of a shared list.
final class Crowd {
  private static final int CLIENTS = 32;

  private Crowd() {}

  /// One request and its subject.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Question(String about, byte[] request) {}

  /// Sends all requests and passes each answer to `check`, which several threads may call at once.
  /// A connection that the server closes with an answer is replaced.
  static void ask(int port, Stream<Question> questions, BiConsumer<Question, Answer> check)
      throws InterruptedException {
    Iterator<Question> left = questions.iterator();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            threads.submit(() -> {
              askOneByOne(port, left, check);
              return null;
            }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static void askOneByOne(
      int port, Iterator<Question> left, BiConsumer<Question, Answer> check) throws IOException {
    Wire wire = new Wire(port);
    try {
      for (Question next = next(left); next != null; next = next(left)) {
        Answer answer = answer(wire, next);
        try {
          check.accept(next, answer);
        } catch (AssertionError e) {
          throw new AssertionError(next.about() + ": " + e.getMessage(), e);
        }
        if ("close".equals(answer.header("Connection"))) {
          wire.close();
          wire = new Wire(port);
        }
      }
    } finally {
      wire.close();
    }
  }

  private static Answer answer(Wire wire, Question question) {
    try {
      return wire.send(question.request()).answer();
    } catch (IOException e) {
      throw new AssertionError(question.about() + " was not answered", e);
    }
  }

  private static @Nullable Question next(Iterator<Question> left) {
    synchronized (left) {
      return left.hasNext() ? left.next() : null;
    }
  }
}
