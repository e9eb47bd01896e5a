package dev.parley.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/// The output of a command: plain lines, in colour only on a terminal and never with `NO_COLOR`.
/// Belongs to one thread.
final class Console {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /// Returns to the beginning of the line, and clears it.
  private static final String ANEW = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private boolean passing;

  Console(CommandSpec command) {
    this.out = command.commandLine().getOut();
    this.terminal =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
  }

  /// Shows a line that the next one replaces; only on a terminal.
  @SuppressWarnings("AnnotateFormatMethod") // as for `line`
  void passing(String format, Object... values) {
    if (terminal) {
      out.print(ANEW + format.formatted(values));
      out.flush();
      passing = true;
    }
  }

  /// Removes the temporary line.
  void endPassing() {
    if (passing) {
      out.print(ANEW);
      out.flush();
      passing = false;
    }
  }

  /// Prints a line.
  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency for this alone
  void line(String format, Object... values) {
    out.println((passing ? ANEW : "") + format.formatted(values));
    out.flush();
    passing = false;
  }

  /// Untrusted `text` without control characters, so that it cannot control the terminal.
  static String plain(String text) {
    return CONTROL.matcher(text).replaceAll(" ");
  }

  /// `word` in green.
  static String good(String word) {
    return paint("green", word);
  }

  /// `word` in red.
  static String bad(String word) {
    return paint("red", word);
  }

  /// `word` in blue.
  static String seen(String word) {
    return paint("blue", word);
  }

  private static String paint(String colour, String word) {
    return Ansi.AUTO.string("@|" + colour + " " + word + "|@");
  }
}
