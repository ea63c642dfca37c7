import { defineConfig } from 'vite';
import { threeParts } from './build/threeParts.ts';

// Relative asset addresses, so that the page works under any path prefix. `npm run dev` talks to a server on the default port.
export default defineConfig({
  base: './',
  plugins: [threeParts()],
  build: {
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      // Runs are streamed over a WebSocket.
      '/api': { target: 'http://127.0.0.1:6006', ws: true },
      '/data': 'http://127.0.0.1:6006',
    },
  },
});
