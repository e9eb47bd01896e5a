package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;

/// Something that is to happen after a [Delay], unless it is put off. Belongs to an event loop;
/// waits in one delay at a time.
abstract class Alarm {
  /// When, by [System#nanoTime].
  long due;

  @Nullable Delay waitsIn;
  @Nullable Alarm previous;
  @Nullable Alarm next;

  /// The time has come.
  abstract void ring();

  /// Forgets it.
  final void stop() {
    if (waitsIn != null) {
      waitsIn.remove(this);
    }
  }
}
