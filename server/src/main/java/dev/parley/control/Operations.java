package dev.parley.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Ingested;
import dev.parley.chat.WaId;
import java.util.List;

/// What commands do to the store, whether they have it to themselves or a running Parley does it
/// for them. Every method blocks until the result is on disk, and throws [dev.parley.chat.Refusal]
/// where it cannot be done.
public interface Operations {
  /// Takes in a webhook body that was found in a file.
  ///
  /// @param file its name, kept with each message
  Ingested receive(byte[] body, String file);

  /// Reads the unprocessed webhook body of this number again.
  ///
  /// @throws dev.parley.chat.Refusal `not_found` when there is none
  Ingested replay(long number);

  /// Forgets the unprocessed webhook bodies of these numbers.
  ///
  /// @return the numbers of those that were there
  List<Long> dismiss(List<Long> numbers);

  /// Does something to accounts.
  ///
  /// @param request and the answer: see [dev.parley.accounts.AccountDesk]
  JsonNode account(JsonNode request);

  /// Builds the search index from scratch: a running Parley in the background, else until it is
  /// complete.
  void reindex();

  /// Erases a person, and waits until that is done, for ten minutes at most.
  ///
  /// @param person the address of a contact or chat
  /// @return the receipt, as of `DELETE /api/contacts/:wa_id`
  JsonNode erase(WaId person);

  /// Gives a contact a name; makes the contact if it is missing.
  void nameContact(WaId waId, String name);
}
