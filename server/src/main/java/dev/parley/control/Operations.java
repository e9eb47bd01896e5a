package dev.parley.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Ingested;
import dev.parley.chat.WaId;
import java.util.List;

/// The operations of commands on the store: the command itself has the store open, or a running
/// Parley server executes them. Every method blocks until the result is on disk, and throws
/// [dev.parley.chat.Refusal] if it fails.
public interface Operations {
  /// Processes a webhook body from a file.
  ///
  /// @param file the name of the file, which is kept with each message
  Ingested receive(byte[] body, String file);

  /// Reads the unprocessed webhook body of this number again.
  ///
  /// @throws dev.parley.chat.Refusal `not_found` if there is none
  Ingested replay(long number);

  /// Removes the unprocessed webhook bodies with these numbers.
  ///
  /// @return the numbers of the bodies that existed
  List<Long> dismiss(List<Long> numbers);

  /// Executes a command on accounts.
  ///
  /// @param request the request; for its form and that of the answer see
  ///   [dev.parley.accounts.AccountDesk]
  JsonNode account(JsonNode request);

  /// Builds the search index from scratch: in the background by a running server, otherwise until
  /// it is complete.
  void reindex();

  /// Erases a person, and waits until that is done, for ten minutes at most.
  ///
  /// @param person the address of a contact or chat
  /// @return the receipt, in the form of `DELETE /api/contacts/:wa_id`
  JsonNode erase(WaId person);

  /// Gives a contact a name; creates the contact if it is missing.
  void nameContact(WaId waId, String name);
}
