package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Manages the users.
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel =
        "(add | list | role | visibility | disable | enable | remove | reset-password |"
            + " reset-second-factor | sessions)",
    description = "Users: people who sign in. The first one must be an owner.")
final class UserCommand {
  private static final String WHO = "Email address or id.";
  private static final String ROLES = "owner, admin, agent or viewer";

  @Spec private CommandSpec spec;

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Adds a user. Without a password, prints a link with which they choose one.")
  int add(
      @Option(names = "--email", required = true, description = "The email address for signing in.")
          String email,
      @Option(names = "--name", required = true, description = "The name that others see.")
          String name,
      @Option(names = "--role", required = true, description = ROLES + ".") String role,
      @Option(
              names = "--password-file",
              paramLabel = "FILE",
              description = "A file with the password, at least 15 characters.")
          @Nullable Path file) {
    JsonNode answer =
        AccountCommand.ask("user-add")
            .with("email", email)
            .with("name", name)
            .with("role", role)
            .with("password", file == null ? null : content(file))
            .now();
    show(answer.path("user"));
    link(answer);
    return 0;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new CommandException("the file of the password cannot be read: " + file);
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Shows a line for each user: id, role, address, name.")
  int list() {
    AccountCommand.ask("user-list").now().path("users").forEach(this::show);
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Gives a user another role: " + ROLES + ".")
  int role(
      @Parameters(paramLabel = "USER", description = WHO) String user,
      @Parameters(paramLabel = "ROLE", description = ROLES + ".") String role) {
    show(AccountCommand.ask("user-role").with("user", user).with("role", role).now().path("user"));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Sets which chats an agent or viewer sees: all; team: those of their teams and their own;"
            + " assigned: their own.",
        "Owners and admins see all."
      })
  int visibility(
      @Parameters(paramLabel = "USER", description = WHO) String user,
      @Parameters(paramLabel = "VISIBILITY", description = "all, team or assigned.")
          String visibility,
      @Option(
              names = "--teams",
              split = ",",
              paramLabel = "TEAM",
              description =
                  "The teams of the user, such as sales,support; empty: none. Unchanged"
                      + " if left out.")
          @Nullable List<String> teams) {
    AccountCommand asked =
        AccountCommand.ask("user-visibility").with("user", user).with("visibility", visibility);
    if (teams != null) {
      asked.with("teams", teams.stream().map(String::strip).filter(it -> !it.isEmpty()).toList());
    }
    show(asked.now().path("user"));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Disables a user; their connections are closed within a second.")
  int disable(@Parameters(paramLabel = "USER", description = WHO) String user) {
    show(AccountCommand.ask("user-disable").with("user", user).now().path("user"));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Enables a disabled user again.")
  int enable(@Parameters(paramLabel = "USER", description = WHO) String user) {
    show(AccountCommand.ask("user-enable").with("user", user).now().path("user"));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Removes a user and their API keys. Messages keep the sender's name.")
  int remove(@Parameters(paramLabel = "USER", description = WHO) String user) {
    AccountCommand.ask("user-remove").with("user", user).now();
    return 0;
  }

  @Command(
      name = "reset-password",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Prints a link with which a user chooses another password, once within 7 days.")
  int resetPassword(@Parameters(paramLabel = "USER", description = WHO) String user) {
    link(AccountCommand.ask("user-reset-password").with("user", user).now());
    return 0;
  }

  @Command(
      name = "reset-second-factor",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description =
          "Removes the second factor of a user who has lost it, and signs them out everywhere.")
  int resetSecondFactor(@Parameters(paramLabel = "USER", description = WHO) String user) {
    AccountCommand.ask("user-reset-second-factor").with("user", user).now();
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Shows the sessions of a user.")
  int sessions(@Parameters(paramLabel = "USER", description = WHO) String user) {
    Console console = new Console(spec);
    for (JsonNode session :
        AccountCommand.ask("user-sessions").with("user", user).now().path("sessions")) {
      console.line(
          "%s  seen %s  from %s  %s",
          session.path("id").asText(),
          session.path("seen").asText(),
          session.path("address").asText(),
          Console.plain(session.path("label").asText()));
    }
    return 0;
  }

  private void show(JsonNode user) {
    new Console(spec)
        .line(
            "%s  %-6s  %s  %s%s%s",
            user.path("id").asText(),
            user.path("role").asText(),
            Console.plain(user.path("email").asText()),
            Console.plain(user.path("name").asText()),
            scope(user),
            user.path("disabled").asBoolean() ? "  (disabled)" : "");
  }

  /// The visibility and teams of the user; empty for the defaults.
  private static String scope(JsonNode user) {
    String visibility = user.path("visibility").asText("all");
    List<String> teams = user.path("teams").valueStream().map(JsonNode::asText).toList();
    return (visibility.equals("all") ? "" : "  sees " + visibility)
        + (teams.isEmpty() ? "" : "  teams " + String.join(",", teams));
  }

  private void link(JsonNode answer) {
    if (answer.has("link")) {
      new Console(spec)
          .line(
              "to choose a password, once, within 7 days: %s",
              AccountCommand.page("#password=" + answer.path("link").asText()));
    }
  }
}
