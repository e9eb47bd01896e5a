package dev.parley;

import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.Directory;
import dev.parley.chat.Refusal;
import dev.parley.config.ParleyConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Prepares the first owner at the start of a Parley server without users: creates the owner from
/// the settings, or prints a link that creates one.
final class FirstUser {
  private static final Logger LOG = LoggerFactory.getLogger(Parley.class);

  private FirstUser() {}

  /// @param port the port on which Parley listens
  static void welcome(ParleyConfig config, Accounts accounts, Directory directory, int port) {
    if (directory.hasUsers()) {
      return;
    }
    ParleyConfig.FirstOwner owner = config.access().firstOwner();
    try {
      if (owner != null) {
        accounts
            .users()
            .addUser(
                Principal.OPERATOR, owner.email(), "Owner", Role.OWNER, owner.password().value());
        LOG.atInfo().log("the first owner was created from PARLEY_OWNER_EMAIL");
      } else if (config.access().anonymous() != ParleyConfig.Anonymous.ALL) {
        accounts
            .signIn()
            .setupLink()
            .ifPresent(secret ->
                LOG.atInfo()
                    .addKeyValue("link", link(config.http().publicUrl(), port, secret))
                    .log(
                        "there are no users yet, and programs on this machine may do everything:"
                            + " the first person who opens the link within 30 minutes becomes the"
                            + " owner"));
      }
    } catch (Refusal refusal) {
      LOG.atWarn()
          .addKeyValue("reason", refusal.sentence())
          .log("the first owner could not be created");
    }
  }

  /// The address of a one-time link that creates the first owner.
  static String link(@Nullable URI publicUrl, int port, String secret) {
    return (publicUrl == null ? "http://localhost:" + port : publicUrl.toString())
        + "/setup#"
        + secret;
  }
}
