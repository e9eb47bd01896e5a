package dev.parley.socketio;

import com.fasterxml.jackson.databind.ObjectMapper;

/// What an event needs of the socket that it came from.
interface EventSource {
  /// That of an event which no client sent: one that a test of a listener makes.
  EventSource NONE =
      new EventSource() {
        @Override
        public Runnable hold() {
          return () -> {};
        }

        @Override
        public void failed(String reason) {}

        @Override
        public ObjectMapper json() {
          return SocketIoOptions.DEFAULTS.json;
        }
      };

  /// See [ReceivedEvent#hold].
  Runnable hold();

  /// The client sent something that is wrong: [Socket#onError] is called.
  void failed(String reason);

  /// What reads arguments.
  ObjectMapper json();
}
