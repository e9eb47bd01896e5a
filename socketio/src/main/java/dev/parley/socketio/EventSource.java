package dev.parley.socketio;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The methods of the sending socket that an event needs.
interface EventSource {
  /// The source of an event that no client sent, such as one in a test of a listener.
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

  /// Reports an error of the client: calls [Socket#onError].
  void failed(String reason);

  /// The mapper that reads arguments.
  ObjectMapper json();
}
