# The platform: server and pages, run from source. From the repository's root: docker build -t takt .

# What the server needs to run, and nothing that only building or testing needs.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY model/package.json model/
COPY server/package.json server/
COPY edge-agent/package.json edge-agent/
COPY web/package.json web/
RUN npm ci --omit=dev --ignore-scripts --workspace server --workspace model

# The pages.
FROM node:24.21.0-bookworm-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY model/package.json model/
COPY server/package.json server/
COPY edge-agent/package.json edge-agent/
COPY web/package.json web/
RUN npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY model model
COPY web web
RUN npm run build --workspace web

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production TAKT_DATA_DIR=/data
WORKDIR /app
# A new volume takes over who owns the folder it is mounted on. `takt` is the operator's tool: docker compose exec takt-api takt …
RUN install -d -o 1000 -g 1000 -m 700 /data \
  && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx \
  && printf '#!/bin/sh\nexec node /app/server/src/cli/main.ts "$@"\n' > /usr/local/bin/takt && chmod 755 /usr/local/bin/takt
# Some packages lie in the folder of the workspace that needs another version than the rest.
COPY --from=dependencies /app ./
COPY LICENSE ./
COPY model model
COPY server server
COPY config/demonstration config/demonstration
COPY config/regions config/regions
COPY config/registry config/registry
COPY config/recognition config/recognition
COPY config/retrofit.yaml config/retrofit.yaml
COPY --from=pages /app/web/dist web/dist
USER 1000:1000
VOLUME /data
EXPOSE 8080
# Alive, not ready: a store that is down is no reason to restart a server that keeps what devices send.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "server/src/health.ts", "healthz"]
# The server handles SIGTERM itself, so it is process 1.
ENTRYPOINT ["/bin/sh", "server/container.sh"]
CMD ["node", "--max-semi-space-size=8", "server/src/main.ts"]
