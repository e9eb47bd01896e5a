package dev.parley.outgoing;

/// Receives the problems of a message.
@FunctionalInterface
public interface Complaints {
  /// Receives one problem.
  ///
  /// @param field the path of the field, for example `interactive.action.buttons[2].reply.title`
  /// @param problem what is wrong and what is allowed, for example `must be at most 20 characters`
  void wrong(String field, String problem);
}
