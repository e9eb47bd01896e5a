package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.Audit;
import dev.parley.chat.Contact;
import dev.parley.chat.Direction;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.media.FileAudit;
import dev.parley.text.Text;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows what is stored, for people, and checks whether it is consistent.
@Command(
    name = "verify-payloads",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows counts, conversations and contacts, and checks the whole store.",
      "Exits 1 when a check fails. Works while Parley runs."
    })
final class VerifyPayloads implements Callable<Integer> {
  private static final int SHOWN_TEXT = 60;
  // webhook_data ends with the name of the file if process-payloads stored the message
  private static final Pattern SOURCE = Pattern.compile("\"source\":\"([^\"\\\\]{1,200})\"}$");

  @Spec private CommandSpec spec;

  @Option(
      names = "--chats",
      paramLabel = "N",
      defaultValue = "20",
      description = "Show the newest N conversations (default ${DEFAULT-VALUE}).")
  private int chats;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "10",
      description = "Show the newest N messages of each (default ${DEFAULT-VALUE}).")
  private int messages;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec);
    FileAudit files = Workbench.files(Commands.config());
    try (var history = Workbench.history(Commands.config())) {
      Audit audit = history.audit();
      counts(console, audit);
      console.line(
          "Files        %6d, %d waiting, %d gone", files.ready(), files.waiting(), files.gone());
      conversations(console, history);
      contacts(console, history);
      int checked = checks(console, audit);
      return Math.max(checked, checks(console, files));
    }
  }

  private static void counts(Console console, Audit audit) {
    console.line("Messages");
    for (Direction direction : Direction.values()) {
      Map<Status, Long> counts = audit.messages().getOrDefault(direction, Map.of());
      console.line(
          "  %-10s %6d",
          word(direction), counts.values().stream().mapToLong(Long::longValue).sum());
      counts.forEach((status, count) -> console.line("    %-8s %6d", word(status), count));
    }
    console.line("Chats        %6d", audit.chats());
    console.line("Contacts     %6d", audit.contacts());
    console.line(
        "Waiting      %6d statuses for messages that have not come", audit.earlyStatuses());
    console.line("Unprocessed  %6d webhook bodies", audit.unprocessed());
  }

  private void conversations(Console console, ChatHistory history) {
    console.line("");
    console.line("Conversations");
    for (ListedChat head : history.chats(null, chats)) {
      console.line(
          "  %s (%s), %d messages, %d unread",
          Console.plain(head.name()),
          head.waId(),
          head.summary().lastSeq(),
          head.summary().unread());
      List<Message> newest = history.messages(head.waId(), null, messages);
      Map<MessageId, String> data = history.webhookData(head.waId(), newest);
      for (Message message : newest) {
        String source = source(data.get(message.id()));
        console.line(
            "    %s %s %-2s %s%s",
            message.timestamp(),
            message.direction() == Direction.INCOMING ? "<" : ">",
            ticks(message),
            shown(message.body().text()),
            source == null ? "" : "  [" + Console.plain(source) + "]");
      }
    }
  }

  private static @Nullable String source(@Nullable String webhookData) {
    if (webhookData == null) {
      return null;
    }
    Matcher matcher = SOURCE.matcher(webhookData);
    return matcher.find() ? matcher.group(1) : null;
  }

  /// The mark that WhatsApp shows next to a message of the business.
  private static String ticks(Message message) {
    if (message.direction() == Direction.INCOMING) {
      return "";
    }
    return switch (message.delivery().status()) {
      case PENDING, HELD -> "..";
      case SENT -> "✓";
      case DELIVERED -> "✓✓";
      case READ, PLAYED -> Console.seen("✓✓");
      case FAILED -> Console.bad("!");
    };
  }

  private static String shown(String text) {
    String line = Console.plain(text);
    return Text.isLongerThan(line, SHOWN_TEXT) ? Text.cut(line, SHOWN_TEXT) + "..." : line;
  }

  private void contacts(Console console, ChatHistory history) {
    console.line("");
    console.line("Contacts");
    for (Contact contact : history.contacts(null, chats)) {
      console.line(
          "  %s (%s), last seen %s%s",
          Console.plain(contact.name()),
          contact.waId(),
          contact.lastSeen(),
          contact.online() ? ", online" : "");
    }
  }

  private static int checks(Console console, Audit audit) {
    console.line("");
    audit.notes().forEach(note -> console.line("NOTE %s", Console.plain(note)));
    if (audit.findings().isEmpty()) {
      console.line(
          "%s every message has an id, no id is there twice, seq has no gaps, summaries say what"
              + " the messages say, nothing is damaged",
          Console.good("OK"));
      return 0;
    }
    audit
        .findings()
        .forEach(finding -> console.line("%s %s", Console.bad("FAILED"), Console.plain(finding)));
    return 1;
  }

  private static int checks(Console console, FileAudit files) {
    files
        .missing()
        .forEach(id ->
            console.line("%s the bytes of the file %s are missing", Console.bad("FAILED"), id));
    files
        .damaged()
        .forEach(id ->
            console.line("%s the bytes of the file %s are damaged", Console.bad("FAILED"), id));
    return files.missing().isEmpty() && files.damaged().isEmpty() ? 0 : 1;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
