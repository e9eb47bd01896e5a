// Shows /openapi.yaml with Swagger UI. A file of its own, because the page allows no inline script.
"use strict";

SwaggerUIBundle({
  url: new URL("openapi.yaml", document.baseURI).href,
  dom_id: "#api",
  deepLinking: true,
  // Never sends the document to swagger.io's online validator.
  validatorUrl: null,
});
