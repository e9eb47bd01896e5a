package dev.parley.cli;

/// A command failed; the message is the sentence that the user sees.
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  CommandException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
