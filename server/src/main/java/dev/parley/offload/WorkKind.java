package dev.parley.offload;

/// Kinds of work. Each kind has its own limits, so that a flood of one kind leaves room for the
/// others.
public enum WorkKind {
  /// Webhooks. Requests of readers or browsers do not delay them.
  WEBHOOK(256, 768),

  /// Requests that change something.
  WRITE(256, 256),

  /// Requests with a short answer.
  READ(16, 512),

  /// Requests with a long answer, which is written as fast as the client reads it.
  STREAM(16, 64),

  /// Files that clients upload, which are written as they arrive.
  UPLOAD(64, 64),

  /// Files that clients download, which are read while they are sent.
  DOWNLOAD(64, 256),

  /// Small copies of pictures. Few are made at once, so most requests that run here only wait.
  PREVIEW(64, 256),

  /// Events of Socket.IO clients. The limit covers those that run, at most [#EVENTS_AT_ONCE] at a
  /// time, and those that wait, for example for an earlier event of their socket.
  EVENT(1024, 0);

  /// The maximum number of events of all sockets that run at the same time. If there were more, a
  /// flood of events would fill the groups of steps that the store commits together, and the steps
  /// of webhooks and requests would have to wait.
  static final int EVENTS_AT_ONCE = 8;

  private final int running;
  private final int waiting;

  WorkKind(int running, int waiting) {
    this.running = running;
    this.waiting = waiting;
  }

  /// The maximum number of tasks that run at once.
  int running() {
    return running;
  }

  /// The maximum number of tasks that wait for others to end.
  int waiting() {
    return waiting;
  }
}
