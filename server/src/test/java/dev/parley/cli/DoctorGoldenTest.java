package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.FakeGraphApi;
import dev.parley.SelfCheck;
import dev.parley.config.ParleyConfig;
import dev.parley.doctor.Examination;
import dev.parley.doctor.Verdict.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Tests the doctor's output for an installation without faults, and for each fault that it
/// detects. `golden/doctor/<case>.txt` contains the lines that differ from those of `good.txt`;
/// `-Dgolden.update=true` rewrites them.
final class DoctorGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/doctor");

  @TempDir private Path folder;
  private FakeGraphApi meta;

  /// @param fault changes the simulated Meta
  /// @param settings the settings that differ from an installation without faults, name and value
  ///   in turn; an empty value removes a setting
  private record Case(String name, Consumer<FakeGraphApi> fault, List<String> settings) {
    Case(String name, Consumer<FakeGraphApi> fault, String... settings) {
      this(name, fault, List.of(settings));
    }
  }

  @BeforeEach
  void start() {
    meta = new FakeGraphApi();
  }

  @AfterEach
  void stop() {
    meta.close();
  }

  private static Stream<Case> cases() {
    return Stream.of(
        new Case("no-account", _ -> {}, "PHONE_NUMBER_ID", ""),
        new Case("no-app-secret", _ -> {}, "WHATSAPP_APP_SECRET", ""),
        new Case("no-verify-token", _ -> {}, "WEBHOOK_VERIFY_TOKEN", ""),
        new Case("no-public-url", _ -> {}, "PUBLIC_URL", ""),
        new Case("public-url-without-tls", _ -> {}, "PUBLIC_URL", "http://chat.example"),
        new Case("public-url-unknown", _ -> {}, "PUBLIC_URL", "http://127.0.0.1:1"),
        new Case("public-url-refuses", meta -> meta.answer("webhook", 403, "no")),
        new Case("public-url-of-another", meta -> meta.answer("webhook", "Welcome")),
        new Case("graph-unreached", _ -> {}, "GRAPH_API_URL", "http://127.0.0.1:1"),
        new Case("graph-is-a-proxy", meta -> meta.answer("106540352242922", 502, "<html>")),
        new Case("token-broken-in-two", _ -> {}, "WHATSAPP_ACCESS_TOKEN", "secret\ntoken"),
        new Case("version-ended", _ -> {}, "GRAPH_API_VERSION", "v20.0"),
        new Case("version-ends-soon", _ -> {}, "GRAPH_API_VERSION", "v21.0"),
        new Case("version-open", _ -> {}, "GRAPH_API_VERSION", "v26.0"),
        new Case("version-unknown", _ -> {}, "GRAPH_API_VERSION", "v31.0"),
        new Case("clock-behind", meta -> meta.time(FakeGraphApi.NOON.plus(Duration.ofSeconds(90)))),
        new Case("clock-ahead", meta -> meta.time(FakeGraphApi.NOON.minus(Duration.ofHours(1)))),
        new Case("token-wrong", _ -> {}, "WHATSAPP_ACCESS_TOKEN", "another-token"),
        new Case(
            "token-withdrawn",
            meta ->
                meta.answer(
                    "debug_token",
                    """
                    {"data": {"is_valid": false, "error": {"code": 190,
                    "message": "The session was invalidated."}}}
                    """)),
        new Case("token-ended", meta -> token(meta, "SYSTEM_USER", 1_700_000_000)),
        new Case("token-ends", meta -> token(meta, "SYSTEM_USER", 1_800_000_000)),
        new Case("token-of-a-person", meta -> token(meta, "USER", 0)),
        new Case("permissions-none", meta -> scopes(meta, "\"public_profile\"", "102290129340398")),
        new Case(
            "permissions-sending-only",
            meta -> scopes(meta, "\"whatsapp_business_messaging\"", "102290129340398")),
        new Case(
            "permissions-of-another-account",
            meta ->
                scopes(
                    meta,
                    "\"whatsapp_business_messaging\", \"whatsapp_business_management\"",
                    "5")),
        new Case("app-secret-wrong", _ -> {}, "WHATSAPP_APP_SECRET", "wrong"),
        new Case("app-secret-replaced", _ -> {}, "WHATSAPP_APP_SECRET", "wrong, app-secret"),
        new Case("number-unknown", _ -> {}, "PHONE_NUMBER_ID", "7"),
        new Case("second-number-unknown", _ -> {}, "PHONE_NUMBER_ID", FakeGraphApi.NUMBER + ",7"),
        new Case("number-refused", meta -> meta.refuse("106540352242922", 10, "(#10) No.")),
        new Case("number-not-connected", meta -> meta.number("status", "\"PENDING\"")),
        new Case(
            "number-not-registered", meta -> meta.number("platform_type", "\"NOT_APPLICABLE\"")),
        new Case("display-name-declined", meta -> meta.number("name_status", "\"DECLINED\"")),
        new Case("display-name-untold", meta -> meta.number("name_status", "null")),
        new Case("quality-yellow", meta -> meta.number("quality_rating", "\"YELLOW\"")),
        new Case("quality-red", meta -> meta.number("quality_rating", "\"RED\"")),
        new Case("quality-unknown", meta -> meta.number("quality_rating", "\"UNKNOWN\"")),
        new Case("limits-too-fast", _ -> {}, "SEND_PER_SECOND", "200"),
        new Case("limits-high", meta -> meta.number("throughput", "{\"level\": \"HIGH\"}")),
        new Case(
            "limits-untold",
            meta -> {
              meta.number("whatsapp_business_manager_messaging_limit", "null");
              meta.number("throughput", "{\"level\": \"NOT_APPLICABLE\"}");
            }),
        new Case(
            "limits-on-the-phone",
            meta -> meta.number("is_on_biz_app", "true"),
            "SEND_PER_SECOND",
            "80"),
        new Case("health-blocked", meta -> health(meta, "BLOCKED")),
        new Case("health-limited", meta -> health(meta, "LIMITED")),
        new Case("account-from-token", _ -> {}, "BUSINESS_ACCOUNT_ID", ""),
        new Case(
            "account-untold",
            meta ->
                meta.answer(
                    "debug_token",
                    """
                    {"data": {"app_id": "990012345678901", "type": "SYSTEM_USER", "is_valid": true,
                    "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"]}}
                    """),
            "BUSINESS_ACCOUNT_ID",
            ""),
        new Case(
            "account-with-pages",
            meta -> {
              meta.answer(
                  "102290129340398/phone_numbers",
                  """
                  {"data": [{"id": "1"}], "paging": {"cursors": {"after": "Q=&"}, "next": "x"}}
                  """);
              meta.answer(
                  "102290129340398/phone_numbers?after=Q=&",
                  "{\"data\": [{\"id\": 106540352242922}]}");
            }),
        new Case(
            "account-of-other-numbers",
            meta -> meta.answer("102290129340398/phone_numbers", "{\"data\": [{\"id\": \"1\"}]}")),
        new Case(
            "account-refused",
            meta -> meta.refuse("102290129340398/phone_numbers", 200, "(#200) Permission error")),
        new Case(
            "app-not-subscribed",
            meta ->
                meta.answer(
                    "102290129340398/subscribed_apps",
                    "{\"data\": [{\"whatsapp_business_api_data\": {\"id\": \"1\"}}]}")),
        new Case("callback-none", meta -> meta.callback("{}")),
        new Case(
            "callback-of-the-number",
            meta ->
                meta.callback(
                    """
                    {"application": "https://a.example/webhook",
                    "whatsapp_business_account": "https://b.example/webhook",
                    "phone_number": "https://c.example/webhook"}
                    """)),
        new Case(
            "callback-of-the-account",
            meta ->
                meta.callback("{\"whatsapp_business_account\": \"https://b.example/webhook\"}")),
        new Case(
            "callback-of-another-app",
            meta -> meta.callback("{\"application\": \"https://a.example/webhook\"}")),
        new Case(
            "fields-none", meta -> meta.answer("990012345678901/subscriptions", "{\"data\": []}")),
        new Case(
            "fields-refused",
            meta -> meta.refuse("990012345678901/subscriptions", 190, "(#190) No app token.")),
        new Case("fields-without-messages", meta -> fields(meta, true, "calls")),
        new Case("fields-not-active", meta -> fields(meta, false, "messages")),
        new Case(
            "fields-with-echoes",
            meta -> {
              meta.number("is_on_biz_app", "true");
              fields(meta, true, "messages\", \"smb_message_echoes");
            },
            "SEND_PER_SECOND",
            "20"),
        new Case(
            "media-refused",
            meta -> meta.refuse("106540352242922/media", 131053, "Media upload error")),
        new Case("media-without-id", meta -> meta.answer("106540352242922/media", "{}")),
        new Case("media-without-address", meta -> meta.answer("m1", "{\"id\": \"m1\"}")),
        new Case(
            "media-elsewhere", meta -> meta.answer("m1", "{\"url\": \"https://files.example/1\"}")),
        new Case("media-lost", meta -> meta.answer("file", 404, "")),
        new Case("media-changed", meta -> meta.answer("file", "another file")),
        new Case(
            "hostile",
            meta -> {
              meta.number("verified_name", "\"\\u001b[31m%s\\u0000\\ud800\"");
              meta.number("throughput", "[1]");
              meta.number("status", "{}");
              meta.answer("102290129340398/subscribed_apps", "[]");
              meta.answer("990012345678901/subscriptions", "{\"data\": 7}");
              meta.number("health_status", "\"x\"");
            }));
  }

  private static void token(FakeGraphApi meta, String type, long expires) {
    meta.answer(
        "debug_token",
        """
        {"data": {"app_id": "990012345678901", "type": "%s", "is_valid": true, "expires_at": %d,
        "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"]}}
        """
            .formatted(type, expires));
  }

  private static void scopes(FakeGraphApi meta, String scopes, String account) {
    meta.answer(
        "debug_token",
        """
        {"data": {"app_id": "990012345678901", "type": "SYSTEM_USER", "is_valid": true,
        "scopes": [%s],
        "granular_scopes": [{"scope": "whatsapp_business_messaging", "target_ids": ["%s"]}]}}
        """
            .formatted(scopes, account));
  }

  private static void health(FakeGraphApi meta, String able) {
    meta.number(
        "health_status",
        """
        {"can_send_message": "%s", "entities": [{"entity_type": "PHONE_NUMBER",
        "can_send_message": "AVAILABLE"}, {"entity_type": "WABA", "can_send_message": "%s",
        "additional_info": ["Your display name has not been approved yet."],
        "errors": [{"error_code": 141006, "error_description": "There is an issue with payment.",
        "possible_solution": "Add a payment method."}]}]}
        """
            .formatted(able, able));
  }

  private static void fields(FakeGraphApi meta, boolean active, String fields) {
    meta.answer(
        "990012345678901/subscriptions",
        """
        {"data": [{"object": "whatsapp_business_account", "active": %s, "fields": ["%s"]}]}
        """
            .formatted(active, fields));
  }

  private Examination examine(FakeGraphApi with, List<String> settings) {
    Map<String, String> environment = new HashMap<>(with.settings());
    environment.put("DATA_DIR", folder.resolve("data").toString());
    for (int i = 0; i < settings.size(); i += 2) {
      environment.put(settings.get(i), settings.get(i + 1));
    }
    return SelfCheck.examine(
        ParleyConfig.load(environment, folder),
        null,
        Clock.fixed(FakeGraphApi.NOON, ZoneOffset.UTC));
  }

  /// The output without the parts that depend on the machine.
  private static String plain(FakeGraphApi with, String text) {
    return text.replace(with.url(), "http://parley.example")
        .replaceAll("[0-9]+\\.[0-9] GB", "N GB");
  }

  private static List<String> lines(FakeGraphApi with, Examination examination) {
    return FindingLines.of(examination).stream().map(line -> plain(with, line)).toList();
  }

  private static void compare(String name, String read) throws IOException {
    Path golden = GOLDEN.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, read);
    }
    assertEquals(Files.readString(golden), read);
  }

  @Test
  void passedChecksAreReported() throws IOException {
    Examination examination = examine(meta, List.of());

    assertEquals(State.OK, examination.worst());
    assertEquals(0, examination.count(State.SKIPPED));
    assertEquals(List.of("m1"), meta.deleted());
    compare("good.txt", String.join("\n", lines(meta, examination)) + "\n");
    compare("good.json", plain(meta, SelfCheck.json(examination)) + "\n");
  }

  @TestFactory
  Stream<DynamicTest> everyFaultIsReportedWithAdvice() {
    return cases().map(it -> DynamicTest.dynamicTest(it.name, () -> check(it)));
  }

  private void check(Case fault) throws IOException {
    try (FakeGraphApi faulty = new FakeGraphApi()) {
      List<String> good = lines(faulty, examine(faulty, List.of()));
      fault.fault.accept(faulty);
      Examination examination = examine(faulty, fault.settings);
      List<String> differing = new ArrayList<>(lines(faulty, examination));
      differing.removeAll(good);

      compare(fault.name + ".txt", String.join("\n", differing) + "\n");
      String whole = String.join("\n", lines(faulty, examination)) + SelfCheck.json(examination);
      assertFalse(whole.contains("secret-token"), whole);
      assertFalse(whole.contains("app-secret"), whole);
      assertTrue(whole.chars().noneMatch(c -> c == 0x1b || c == 0), whole);
    }
  }

  @Test
  void everyGoldenFileHasItsCase() throws IOException {
    List<String> expected =
        Stream.concat(cases().map(it -> it.name + ".txt"), Stream.of("good.txt", "good.json"))
            .sorted()
            .toList();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertEquals(expected, files.map(it -> String.valueOf(it.getFileName())).sorted().toList());
    }
  }
}
