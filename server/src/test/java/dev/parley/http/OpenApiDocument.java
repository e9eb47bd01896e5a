package dev.parley.http;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads `openapi.yaml` for the tests.
final class OpenApiDocument {
  private static final String OPEN = "https://parley.test/open.json";
  private static final String CLOSED = "https://parley.test/closed.json";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  private final JsonNode root;
  private final SchemaRegistry schemas;

  private OpenApiDocument(JsonNode root, SchemaRegistry schemas) {
    this.root = root;
    this.schemas = schemas;
  }

  /// An operation: one method of one path.
  ///
  /// @param path the path with its variables in braces: `/api/chats/{wa_id}`
  /// @param at the place of the operation in the document
  record Operation(String method, String path, JsonNode node, JsonPointer at) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /// The form of a request body or an answer.
  ///
  /// @param schema the place of its schema
  record Example(String name, String mediaType, JsonNode value, JsonPointer schema) {}

  static OpenApiDocument load() {
    try (InputStream yaml =
        Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream("openapi.yaml"))) {
      JsonNode root =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(yaml);
      JsonNode closed = root.deepCopy();
      close(closed);
      Map<String, String> texts = Map.of(OPEN, root.toString(), CLOSED, closed.toString());
      SchemaRegistryConfig config =
          SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
      return new OpenApiDocument(
          root,
          SchemaRegistry.withDialect(
              Dialects.getOpenApi31(),
              builder -> builder.schemas(texts).schemaRegistryConfig(config)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Clients must expect fields that they do not know, but this document must know them all.
  static void close(JsonNode node) {
    if (node instanceof ObjectNode schema
        && schema.path("type").asString("").equals("object")
        && schema.has("properties")
        && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    node.forEach(OpenApiDocument::close);
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(path ->
            path.getValue().properties().stream()
                .filter(method -> METHODS.contains(method.getKey()))
                .forEach(method ->
                    operations.add(
                        new Operation(
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            method.getValue(),
                            pointer("paths", path.getKey(), method.getKey())))));
    return operations;
  }

  /// The parameters of an operation, and of its path, that have an example.
  List<JsonNode> parameters(Operation operation) {
    List<JsonNode> parameters = new ArrayList<>();
    root.path("paths").path(operation.path()).path("parameters").forEach(parameters::add);
    operation.node().path("parameters").forEach(parameters::add);
    return parameters.stream()
        .map(parameter -> parameter.has("$ref") ? root.at(referred(parameter)) : parameter)
        .filter(parameter -> parameter.has("example"))
        .toList();
  }

  /// The request that an operation accepts.
  List<Example> requests(Operation operation) {
    return examples(operation.at().append(pointer("requestBody")));
  }

  /// Whether an operation may answer with `status`.
  boolean answers(Operation operation, int status) {
    return operation.node().path("responses").has(String.valueOf(status));
  }

  /// The status of the answer whose example has this name; empty if there is none.
  Optional<Integer> statusOf(Operation operation, String example) {
    return operation.node().path("responses").propertyNames().stream()
        .filter(status ->
            examples(response(operation, Integer.parseInt(status))).stream()
                .anyMatch(answer -> answer.name().equals(example)))
        .map(Integer::valueOf)
        .findFirst();
  }

  /// Every answer of which the document has an example.
  List<Example> answers(Operation operation) {
    return operation.node().path("responses").propertyNames().stream()
        .flatMap(status -> examples(response(operation, Integer.parseInt(status))).stream())
        .toList();
  }

  /// The place of an answer's schema; empty if the media type is not documented.
  Optional<JsonPointer> schemaOf(Operation operation, int status, String mediaType) {
    JsonPointer schema =
        response(operation, status).append(pointer("content", mediaType, "schema"));
    return root.at(schema).isMissingNode() ? Optional.empty() : Optional.of(schema);
  }

  /// The events of outgoing webhooks.
  Collection<String> webhooks() {
    return root.path("webhooks").propertyNames();
  }

  /// The call of an outgoing webhook.
  List<Example> calls(String event) {
    return examples(pointer("webhooks", event, "post", "requestBody"));
  }

  /// The place of the schema of an outgoing webhook's call.
  JsonPointer schemaOfCall(String event) {
    return pointer(
        "webhooks", event, "post", "requestBody", "content", "application/json", "schema");
  }

  /// The schemas that have a name.
  JsonNode schemas() {
    return root.path("components").path("schemas");
  }

  /// The problems of `value`, which may have fields that are not in the schema.
  List<String> faults(JsonPointer schema, JsonNode value) {
    return faults(OPEN, schema, value);
  }

  /// The problems of an answer, which may not have other fields.
  List<String> faultsOfAnswer(JsonPointer schema, JsonNode value) {
    return faults(CLOSED, schema, value);
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private List<String> faults(String document, JsonPointer at, JsonNode value) {
    Schema schema = schemas.getSchema(SchemaLocation.of(document + "#" + at));
    return schema.validate(value).stream().map(Object::toString).toList();
  }

  private JsonPointer response(Operation operation, int status) {
    JsonPointer at = operation.at().append(pointer("responses", String.valueOf(status)));
    JsonNode response = root.at(at);
    return response.has("$ref") ? referred(response) : at;
  }

  private List<Example> examples(JsonPointer at) {
    List<Example> examples = new ArrayList<>();
    root.at(at)
        .path("content")
        .properties()
        .forEach(content -> {
          JsonPointer schema = at.append(pointer("content", content.getKey(), "schema"));
          content
              .getValue()
              .path("examples")
              .properties()
              .forEach(example ->
                  examples.add(
                      new Example(
                          example.getKey(),
                          content.getKey(),
                          example.getValue().path("value"),
                          schema)));
        });
    return examples;
  }

  private static JsonPointer referred(JsonNode reference) {
    return JsonPointer.compile(reference.path("$ref").asString().substring(1));
  }

  private static JsonPointer pointer(String... segments) {
    JsonPointer pointer = JsonPointer.empty();
    for (String segment : segments) {
      pointer = pointer.appendProperty(segment);
    }
    return pointer;
  }
}
