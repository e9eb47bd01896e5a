package dev.parley.whatsapp.cloud;

import dev.parley.chat.Courier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leaves what is to be sent in the store, as `pending`: this version of Parley does not send. A
/// later one finds it there. Says so when it is made, and for each message at level DEBUG.
public final class PendingOnly implements Courier {
  private static final Logger LOG = LoggerFactory.getLogger(PendingOnly.class);

  public PendingOnly() {
    LOG.atWarn()
        .log("a WhatsApp account is set, but this version does not send: messages stay pending");
  }

  @Override
  public void wake() {
    LOG.atDebug().log("message kept as pending");
  }
}
