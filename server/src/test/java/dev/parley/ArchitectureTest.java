package dev.parley;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.parley.cli.Main;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Tests which packages may depend on which. There may be rules for packages that do not exist yet,
/// so that a new package is checked from its first class on.
@AnalyzeClasses(packages = "dev.parley", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String TEXT = "dev.parley.text..";
  private static final String TIME = "dev.parley.time..";
  private static final String JSON = "dev.parley.json..";
  private static final String LOG = "dev.parley.log..";
  private static final String ACCESS = "dev.parley.access..";
  private static final String ACCOUNTS = "dev.parley.accounts..";
  private static final String AUTHENTICATION = "dev.parley.authentication..";
  private static final String TOKENS = "dev.parley.tokens..";
  private static final String LIMITS = "dev.parley.limits..";
  private static final String CHAT = "dev.parley.chat..";
  private static final String CONFIG = "dev.parley.config..";
  private static final String API = "dev.parley.api..";
  private static final String OUTGOING = "dev.parley.outgoing..";
  private static final String OFFLOAD = "dev.parley.offload..";
  private static final String FILES = "dev.parley.files..";
  private static final String HEALTH = "dev.parley.health..";
  private static final String SAMPLES = "dev.parley.samples..";
  private static final String SEARCH = "dev.parley.search..";
  private static final String ERASURE = "dev.parley.erasure..";
  private static final String STORE = "dev.parley.store";
  private static final String ADVICE = "dev.parley.advice..";
  private static final String DOCTOR = "dev.parley.doctor..";
  private static final String MEDIA = "dev.parley.media..";
  private static final String OUTBOX = "dev.parley.outbox..";
  private static final String STREAM = "dev.parley.stream..";
  private static final String HOOKS = "dev.parley.hooks";
  private static final String TEMPLATES = "dev.parley.templates..";
  private static final String WEBHOOK = "dev.parley.whatsapp.webhook..";

  @ArchTest static final ArchRule textKnowsOnlyTheJdk = knowsOnlyTheJdkAnd(TEXT);

  @ArchTest static final ArchRule timeKnowsOnlyTheJdkAndText = knowsOnlyTheJdkAnd(TIME, TEXT);

  @ArchTest static final ArchRule jsonKnowsTextAndTime = knowsOnly(JSON, TEXT, TIME);

  @ArchTest static final ArchRule adviceKnowsOnlyTheJdk = knowsOnlyTheJdkAnd(ADVICE);

  @ArchTest static final ArchRule doctorKnowsNoOtherPackage = knowsOnly(DOCTOR);

  @ArchTest
  static final ArchRule outboxKnowsChatAndStream = knowsOnly(OUTBOX, ADVICE, CHAT, STREAM);

  @ArchTest
  static final ArchRule mediaKnowsChat =
      knowsOnly(MEDIA, ACCESS, CHAT, FILES, HEALTH, JSON, OUTGOING, STREAM);

  @ArchTest
  static final ArchRule templatesKnowWhatIsSent = knowsOnly(TEMPLATES, CHAT, JSON, OUTGOING, TEXT);

  @ArchTest static final ArchRule accessKnowsOnlyTheJdk = knowsOnlyTheJdkAnd(ACCESS);

  @ArchTest
  static final ArchRule accountsKnowChatAndTokens = knowsOnly(ACCOUNTS, ACCESS, CHAT, TEXT, TOKENS);

  @ArchTest
  static final ArchRule tokensKnowCallersAndConfig = knowsOnly(TOKENS, ACCESS, CHAT, CONFIG);

  @ArchTest
  static final ArchRule authenticationKnowsAccounts =
      knowsOnly(AUTHENTICATION, ACCESS, ACCOUNTS, CHAT, CONFIG, TOKENS);

  @ArchTest static final ArchRule limitsKnowCallers = knowsOnly(LIMITS, ACCESS, CHAT);

  @ArchTest
  static final ArchRule chatKnowsOnlyTheJdkAndFoundations = knowsOnlyTheJdkAnd(CHAT, ACCESS, TEXT);

  @ArchTest static final ArchRule configKnowsNoOtherPackage = knowsOnly(CONFIG);

  @ArchTest
  static final ArchRule outgoingKnowsChatAndFoundations = knowsOnly(OUTGOING, CHAT, JSON, TEXT);

  @ArchTest
  static final ArchRule apiKnowsChatAndConfig =
      knowsOnly(
          API, ACCESS, ACCOUNTS, ADVICE, CHAT, CONFIG, DOCTOR, HOOKS, JSON, OUTGOING, SEARCH, TEXT,
          TIME);

  @ArchTest
  static final ArchRule hooksKnowTheirPlaceInTheStream = knowsOnly(HOOKS, ACCESS, CHAT, STREAM);

  @ArchTest
  static final ArchRule deliveriesKnowWhatClientsSee =
      knowsOnly("dev.parley.hooks.delivery..", API, CHAT, HOOKS, STREAM);

  @ArchTest static final ArchRule controlKnowsChatOnly = knowsOnly("dev.parley.control..", CHAT);

  @ArchTest static final ArchRule samplesKnowChatOnly = knowsOnly(SAMPLES, CHAT);

  @ArchTest
  static final ArchRule erasureKnowsWherePeopleAreKept =
      knowsOnly(ERASURE, ACCESS, CHAT, HOOKS, MEDIA, STREAM);

  @ArchTest static final ArchRule searchKnowsChatAndStream = knowsOnly(SEARCH, CHAT, STREAM, TEXT);

  @ArchTest static final ArchRule streamKnowsChatOnly = knowsOnly(STREAM, CHAT);

  @ArchTest static final ArchRule offloadKnowsChatAndConfig = knowsOnly(OFFLOAD, CHAT, CONFIG);

  @ArchTest static final ArchRule filesKnowNoOtherPackage = knowsOnly(FILES);

  @ArchTest static final ArchRule healthKnowsNoOtherPackage = knowsOnly(HEALTH);

  @ArchTest static final ArchRule logKnowsConfig = knowsOnly(LOG, CONFIG);

  @ArchTest
  static final ArchRule upkeepKnowsWhatItCallsInTime =
      knowsOnly("dev.parley.upkeep..", CHAT, CONFIG, HEALTH, LOG);

  @ArchTest
  static final ArchRule storeKnowsItsPorts =
      knowsOnly(STORE, ACCOUNTS, CHAT, HOOKS, MEDIA, OUTBOX, STREAM, TEMPLATES);

  @ArchTest
  static final ArchRule sqliteKnowsChatAndConfig =
      knowsOnly(
          "dev.parley.store.sqlite..",
          ACCESS,
          ACCOUNTS,
          CHAT,
          CONFIG,
          HOOKS,
          MEDIA,
          OUTBOX,
          STORE,
          STREAM,
          TEMPLATES);

  @ArchTest
  static final ArchRule mongoKnowsChatAndConfig =
      knowsOnly(
          "dev.parley.store.mongo..",
          ACCESS,
          ACCOUNTS,
          CHAT,
          CONFIG,
          HOOKS,
          JSON,
          MEDIA,
          OUTBOX,
          STORE,
          STREAM,
          TEMPLATES,
          TIME);

  @ArchTest
  static final ArchRule s3KnowsConfigAndMedia = knowsOnly("dev.parley.store.s3..", CONFIG, MEDIA);

  @ArchTest
  static final ArchRule webhookKnowsChatAndConfig =
      knowsOnly(WEBHOOK, CHAT, CONFIG, JSON, TEXT, TIME);

  @ArchTest
  static final ArchRule cloudKnowsWhatIsToBeCarried =
      knowsOnly(
          "dev.parley.whatsapp.cloud..",
          ADVICE,
          CHAT,
          CONFIG,
          DOCTOR,
          JSON,
          MEDIA,
          OUTBOX,
          OUTGOING,
          TEMPLATES,
          TEXT);

  @ArchTest
  static final ArchRule httpKnowsWhatEndpointsNeed =
      knowsOnly(
          "dev.parley.http..",
          ACCESS,
          ACCOUNTS,
          AUTHENTICATION,
          ADVICE,
          LIMITS,
          LOG,
          TEXT,
          CHAT,
          CONFIG,
          ERASURE,
          DOCTOR,
          API,
          HOOKS,
          OFFLOAD,
          MEDIA,
          OUTGOING,
          SAMPLES,
          SEARCH,
          TEMPLATES,
          WEBHOOK,
          HEALTH);

  @ArchTest
  static final ArchRule realtimeKnowsTheSocketApi =
      knowsOnly(
          "dev.parley.realtime..",
          ACCESS,
          AUTHENTICATION,
          LIMITS,
          CHAT,
          CONFIG,
          API,
          OFFLOAD,
          OUTGOING,
          HEALTH,
          STREAM,
          "dev.parley.socketio");

  @ArchTest
  static final ArchRule onlyTheWiringKnowsTheMetrics =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.parley", "dev.parley.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.parley.metrics..");

  /// Besides the wiring, the command line knows the domain, whose values commands print, the
  /// operations that commands may request (`control`), and the Socket.IO client, for commands that
  /// act as a client.
  @ArchTest
  static final ArchRule theCommandLineKnowsTheWiring =
      knowsOnly(
          "dev.parley.cli..",
          "dev.parley",
          LOG,
          TEXT,
          CHAT,
          CONFIG,
          DOCTOR,
          MEDIA,
          SAMPLES,
          "dev.parley.control..",
          "dev.parley.socketio.client");

  /// Every endpoint is in `http`, including that of the webhook: it is the only adapter that may
  /// depend on another.
  @ArchTest
  static final ArchRule adaptersDoNotKnowOneAnother =
      slices()
          .matching("dev.parley.(store.*|http|realtime|whatsapp.*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(resideInAPackage("dev.parley.http.."), resideInAPackage(WEBHOOK));

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsTheWiring =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.parley", "dev.parley.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.parley");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("dev.parley.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packetsKnowNoVertx =
      noClasses()
          .that()
          .resideInAPackage("dev.parley.socketio.packet..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule theEngineDoesNotKnowPackets =
      noClasses()
          .that()
          .resideInAPackage("dev.parley.socketio.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.parley.socketio.packet..");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses().that().resideOutsideOfPackage("dev.parley.cli..").should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule onlySqliteSpeaksSql =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.parley.store.sqlite..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule onlyMongoSpeaksMongo =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.parley.store.mongo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.mongodb..", "org.bson..");

  @ArchTest
  static final ArchRule onlySearchSpeaksLucene =
      noClasses()
          .that()
          .resideOutsideOfPackage(SEARCH)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.lucene..");

  @ArchTest
  static final ArchRule onlyTokensSpeakJose =
      noClasses()
          .that()
          .resideOutsideOfPackage(TOKENS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.nimbusds..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .should(
              new ArchCondition<JavaClass>("be in a package whose package-info says @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                  String packageName = type.getPackageName();
                  events.add(
                      new SimpleConditionEvent(
                          type,
                          marked,
                          "%s (of %s) %s @NullMarked"
                              .formatted(packageName, type.getName(), marked ? "is" : "is not")));
                }
              });

  /// All rules pass if no class is found, so this rule must not.
  @ArchTest
  static void theProductIsSeen(JavaClasses classes) {
    assertTrue(classes.contain(Main.class), "the product's classes were not imported");
  }

  private static ArchRule knowsOnlyTheJdkAnd(String... packages) {
    return classes()
        .that()
        .resideInAPackage(packages[0])
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.concat(Stream.of(packages), Stream.of("java..", "org.jspecify.."))
                .toArray(String[]::new));
  }

  /// Among Parley's packages, classes in `packages` may depend only on themselves and on `others`.
  private static ArchRule knowsOnly(String packages, String... others) {
    String[] allowed = Stream.concat(Stream.of(packages), Stream.of(others)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.parley..")
                .and(not(resideInAnyPackage(allowed)))
                .as("are of Parley, but of none of %s", String.join(", ", allowed)));
  }
}
