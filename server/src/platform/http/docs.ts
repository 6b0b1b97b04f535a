// Owns the browsable description of the interface: Swagger UI from this server, no inline script, nothing from elsewhere.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Express } from 'express';

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const served = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Takt API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="/api/docs/favicon-32x32.png">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;
const start = `SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });
`;

export function bindDocs(app: Express, openApi: object): void {
  const document = JSON.stringify(openApi);
  app.get('/api/v1/openapi.json', (_request, response) => {
    response.type('application/json').send(document);
  });
  app.get('/api/docs', (_request, response) => {
    response.type('html').send(page);
  });
  app.get('/api/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start);
  });
  for (const name of served)
    app.get(`/api/docs/${name}`, (_request, response) => response.sendFile(name, { root: assets }));
}
