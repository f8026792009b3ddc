// Shows the document that the same host serves, and asks no other about it.
SwaggerUIBundle({
    url: "openapi.json",
    dom_id: "#viewer",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    validatorUrl: null,
});
