package dev.parley.outgoing;

/// Takes what is wrong with a message.
@FunctionalInterface
public interface Complaints {
  /// Takes one problem.
  ///
  /// @param field the path of the field, for example `interactive.action.buttons[2].reply.title`
  /// @param problem what is wrong and what is allowed, for example `must be at most 20 characters`
  void wrong(String field, String problem);
}
