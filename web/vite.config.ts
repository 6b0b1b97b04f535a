// Builds the web client into web/dist; `npm run dev` proxies the API and the socket to a running server.
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const server = process.env.TAKT_DEV_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: {
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
  build: {
    // check-size.ts reads which scripts the first page loads from the manifest.
    manifest: true,
    chunkSizeWarningLimit: 700,
  },
});
