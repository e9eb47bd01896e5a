package dev.parley.http;

import dev.parley.offload.WorkKind;
import dev.parley.search.Search;

/// `POST /api/search/reindex`: builds the search index of this process from scratch, in the
/// background. 202; answers of searches have `indexing` until it is complete. The body does not
/// matter.
final class Reindex implements Endpoint {
  private final Search search;

  Reindex(Search search) {
    this.search = search;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.WRITE;
  }

  @Override
  public Response handle(Request request) {
    search.reindex();
    return Response.json(
        202,
        json -> {
          json.writeStartObject();
          json.writeNumberField("indexing", 0);
          json.writeEndObject();
        });
  }
}
