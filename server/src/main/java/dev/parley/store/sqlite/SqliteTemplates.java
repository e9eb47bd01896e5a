package dev.parley.store.sqlite;

import dev.parley.store.WaitingStep;
import dev.parley.templates.KeptTemplates;
import dev.parley.templates.TemplateStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The store of the account's templates in a [SqliteDatabase]. Safe for use by many threads.
record SqliteTemplates(SqliteDatabase database) implements TemplateStore {
  @Override
  public Optional<KeptTemplates> load() {
    return database.readers().read(TemplateTable::load);
  }

  @Override
  public Optional<Instant> fetchedAt(String account) {
    return database.readers().read(connection -> TemplateTable.fetchedAt(connection, account));
  }

  @Override
  public void replace(KeptTemplates templates) {
    database.commit((connection, _) -> {
      TemplateTable.replace(connection, templates);
      return new WaitingStep.Done<>(true, List.of());
    });
  }
}
