package dev.parley.whatsapp.cloud.checks;

import dev.parley.config.ParleyConfig;
import dev.parley.doctor.Check;
import dev.parley.doctor.Unreached;
import dev.parley.doctor.Verdict;
import dev.parley.whatsapp.cloud.GraphClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All of the doctor's checks that ask WhatsApp, in order.
public final class MetaChecks {
  static final String GRAPH = "graph";
  static final String TOKEN = "token";
  static final String APP_SECRET = "app_secret";
  static final String NUMBER = "number";
  static final String REGISTRATION = "registration";
  static final String ACCOUNT = "account";

  /// The maximum difference of the clocks: windows of 24 hours and statuses depend on the time.
  private static final long MOST_SECONDS_APART = 60;

  private static final Pattern TOKEN_SHAPE = Pattern.compile("[!-~]+");

  private final ParleyConfig.WhatsApp config;
  private final Questions questions;
  private final String numberId;
  private final Clock clock;
  private final Facts facts = new Facts();

  private MetaChecks(
      ParleyConfig.WhatsApp config, Questions questions, String numberId, Clock clock) {
    this.config = config;
    this.questions = questions;
    this.numberId = numberId;
    this.clock = clock;
  }

  /// A check that asks the Graph API.
  @FunctionalInterface
  interface Examiner {
    Verdict examine() throws GraphRefusal, IOException, InterruptedException;
  }

  /// The checks of one examination.
  ///
  /// @param account the account whose token `graph` sends
  /// @param publicUrl Parley's address, without a slash at its end; null: it is not set
  public static List<Check> of(
      ParleyConfig.WhatsApp config,
      ParleyConfig.Account account,
      GraphClient graph,
      @Nullable URI publicUrl,
      Clock clock) {
    Questions questions = new Questions(graph);
    List<String> numbers = account.phoneNumberIds();
    String first = numbers.getFirst();
    MetaChecks meta = new MetaChecks(config, questions, first, clock);
    List<Check> checks = new ArrayList<>(meta.connection(account));
    TokenChecks token = new TokenChecks(config, account, questions, meta.facts, clock);
    checks.addAll(token.all());
    for (String number : numbers) {
      // other checks need the facts about the first number
      Facts facts = number.equals(first) ? meta.facts : new Facts();
      String end = number.equals(first) ? "" : "_" + number;
      checks.addAll(new NumberChecks(questions, number, end, config.sending(), facts).all());
    }
    checks.add(token.appSecret());
    checks.addAll(new WebhookChecks(config, questions, numbers, publicUrl, meta.facts).all());
    checks.add(new MediaCheck(questions, first).check());
    return checks;
  }

  /// The verdict for all of these checks if there is no account.
  public static Check withoutAccount() {
    return new Check(
        "whatsapp",
        () ->
            Verdict.skipped(
                "WHATSAPP_ACCESS_TOKEN and PHONE_NUMBER_ID are not both set, so nothing is sent to"
                    + " WhatsApp, and its side is not checked.",
                "Set both, as docs/whatsapp-setup.md says."));
  }

  /// A check that asks the Graph API.
  ///
  /// @param effect what does not work if the API refuses, as a clause
  static Check check(String name, List<String> needs, String effect, Examiner examiner) {
    return new Check(
        name,
        needs,
        () -> {
          try {
            return examiner.examine();
          } catch (GraphRefusal refusal) {
            return refusal.verdict(effect);
          } catch (IOException failed) {
            return unreached(failed);
          }
        });
  }

  private List<Check> connection(ParleyConfig.Account account) {
    return List.of(
        new Check(
            "graph_version",
            () ->
                GraphVersions.verdict(
                    config.graphVersion(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))),
        new Check(GRAPH, () -> reach(account)),
        new Check("clock", List.of(GRAPH), this::clocks));
  }

  private Verdict reach(ParleyConfig.Account account) throws InterruptedException {
    if (!TOKEN_SHAPE.matcher(account.accessToken().value()).matches()) {
      return Verdict.fail(
          "WHATSAPP_ACCESS_TOKEN holds a blank, a line break or a letter that no token has, so it"
              + " cannot be sent.",
          "Copy the token again, as one line.");
    }
    try {
      HttpResponse<byte[]> answer = questions.raw(numberId + "?fields=id");
      facts.clocks.learn(new Facts.Clocks(date(answer), clock.instant().getEpochSecond()));
      var _ = Questions.object(answer);
    } catch (GraphRefusal refusal) {
      if (refusal.isStrange()) {
        return refusal.verdict("nothing can be sent");
      }
      // Meta can be reached, even if the answer is an error: the next checks report the problem.
    } catch (IOException failed) {
      return unreached(failed);
    }
    return Verdict.ok("%s answers.".formatted(config.graphUrl()));
  }

  private static @Nullable Long date(HttpResponse<?> answer) {
    try {
      return answer
          .headers()
          .firstValue("Date")
          .map(it -> ZonedDateTime.parse(it, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond())
          .orElse(null);
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  private Verdict clocks() {
    Facts.Clocks clocks = facts.clocks.get();
    if (clocks.meta() == null) {
      return Verdict.skipped("Meta's answer does not say what time it is.");
    }
    long ahead = clocks.here() - clocks.meta();
    return Math.abs(ahead) <= MOST_SECONDS_APART
        ? Verdict.ok("The clock agrees with Meta's.")
        : Verdict.warn(
            "The clock of this machine is %d seconds %s, so messages get wrong times and places."
                .formatted(Math.abs(ahead), ahead > 0 ? "ahead" : "behind"),
            "Let the system keep its clock right: timedatectl set-ntp true.");
  }

  private static Verdict unreached(IOException failure) {
    return Verdict.fail(
        "Meta cannot be reached, so nothing can be sent: %s.".formatted(Unreached.reason(failure)),
        "Look at this machine's network, firewall and DNS, and at GRAPH_API_URL.");
  }
}
