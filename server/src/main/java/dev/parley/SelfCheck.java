package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.advice.Advice;
import dev.parley.api.ExaminationJson;
import dev.parley.api.Json;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Failure;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreOpenException;
import dev.parley.config.ParleyConfig;
import dev.parley.config.StoreConfig;
import dev.parley.doctor.Check;
import dev.parley.doctor.Doctor;
import dev.parley.doctor.Examination;
import dev.parley.doctor.LocalChecks;
import dev.parley.doctor.PublicAddress;
import dev.parley.doctor.Verdict;
import dev.parley.store.StoreKind;
import dev.parley.whatsapp.cloud.GraphClient;
import dev.parley.whatsapp.cloud.checks.MetaChecks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses the checks of the doctor for the settings.
public final class SelfCheck {
  private SelfCheck() {}

  /// Checks this installation and its connection to WhatsApp, whether a Parley runs or not. Blocks,
  /// for some 15 seconds at most.
  ///
  /// @param address the address under which Meta reaches Parley, without a slash at its end; null:
  ///   `PUBLIC_URL`
  public static Examination examine(ParleyConfig config, @Nullable URI address, Clock clock) {
    URI publicUrl = address == null ? config.http().publicUrl() : address;
    ParleyConfig.Account account = config.whatsApp().account();
    try (GraphClient graph = account == null ? null : client(config, account)) {
      return new Doctor(
              () -> {
                List<Check> checks = new ArrayList<>(List.of(closedStore(config), disk(config)));
                checks.addAll(outside(config, graph, publicUrl, clock));
                return checks;
              },
              clock,
              Doctor.LIMIT)
          .examine();
    }
  }

  /// The doctor of a running Parley.
  ///
  /// @param graph the client of the account; null: there is no account
  /// @param hooksOff the outgoing webhooks that Parley turned off, by their ids, and why
  /// @param stopped the numbers from which nothing is sent, with the reasons; empty if all send
  static Doctor ofServer(
      ParleyConfig config,
      ChatStore store,
      @Nullable GraphClient graph,
      Supplier<Map<String, Failure>> stopped,
      Supplier<Map<String, String>> hooksOff,
      Clock clock) {
    return new Doctor(
        () -> {
          List<Check> checks = new ArrayList<>();
          checks.add(LocalChecks.store(store.health().kind(), () -> fault(store)));
          checks.add(disk(config));
          if (graph != null) {
            checks.add(
                LocalChecks.sending(
                    () -> stopped.get().values().stream().findFirst().map(SelfCheck::verdict)));
          }
          checks.add(LocalChecks.hooks(hooksOff));
          checks.addAll(outside(config, graph, config.http().publicUrl(), clock));
          return checks;
        },
        clock,
        shorter(Doctor.LIMIT, config.http().requestTimeout().dividedBy(2)));
  }

  /// The JSON of `GET /api/doctor`, in one line.
  public static String json(Examination examination) {
    return new String(Json.bytes(json -> ExaminationJson.write(json, examination)), UTF_8);
  }

  static GraphClient client(ParleyConfig config, ParleyConfig.Account account) {
    return new GraphClient(config.whatsApp(), account.accessToken());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static List<Check> outside(
      ParleyConfig config, @Nullable GraphClient graph, @Nullable URI publicUrl, Clock clock) {
    ParleyConfig.WhatsApp whatsApp = config.whatsApp();
    ParleyConfig.Account account = whatsApp.account();
    var verifyToken = whatsApp.verifyToken();
    List<Check> checks = new ArrayList<>();
    checks.add(LocalChecks.signatures(whatsApp.appSecrets().size()));
    checks.add(LocalChecks.verifyToken(verifyToken != null));
    checks.add(
        new PublicAddress(publicUrl, verifyToken == null ? null : verifyToken.value()).check());
    if (account == null || graph == null) {
      checks.add(MetaChecks.withoutAccount());
    } else {
      checks.addAll(MetaChecks.of(whatsApp, account, graph, publicUrl, clock));
    }
    return checks;
  }

  private static Check disk(ParleyConfig config) {
    return LocalChecks.disk(
        Stores.of(config.store()).folder(), folder -> Files.getFileStore(folder).getUsableSpace());
  }

  private static Optional<String> fault(ChatStore store) {
    String fault = store.health().fault();
    if (fault != null) {
      return Optional.of(fault);
    }
    try {
      var _ = store.position();
      return Optional.empty();
    } catch (Refusal refusal) {
      return Optional.of(refusal.sentence());
    }
  }

  /// The check of a store that this process does not have open, but another one may.
  private static Check closedStore(ParleyConfig config) {
    StoreKind kind = Stores.of(config.store());
    if (kind.folder().filter(SelfCheck::isEmpty).isPresent()) {
      return LocalChecks.noStoreYet();
    }
    return LocalChecks.store(
        switch (config.store()) {
          case StoreConfig.Embedded _ -> "sqlite";
          case StoreConfig.MongoDb _ -> "mongodb";
        },
        () -> {
          try (ChatHistory history = kind.history()) {
            var _ = history.position();
            return Optional.empty();
          } catch (StoreOpenException closed) {
            return Optional.of(String.valueOf(closed.getMessage()));
          } catch (Refusal refusal) {
            return Optional.of(refusal.sentence());
          }
        });
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException absent) {
      return !Files.exists(folder);
    }
  }

  private static Verdict verdict(Failure reason) {
    return Verdict.fail(
        "Sending has stopped, and messages wait: %s (%d)."
            .formatted(reason.title().replaceAll("[.\\s]+$", ""), reason.code()),
        Advice.on(reason.code()).orElse("See what the other checks say."));
  }
}
