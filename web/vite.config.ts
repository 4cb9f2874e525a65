// SPDX-License-Identifier: Apache-2.0
// No file of a page is text inside another: what a page may load is held by the policy of src/app/http/ui_files.cc.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { worldPlugin } from './src/features/dossier/route/world.plugin.ts';

export default defineConfig({
  plugins: [react(), worldPlugin()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  // While pages are written: `npm run dev` in web/, beside a service on its usual port.
  server: { proxy: { '/v1': { target: 'https://localhost:8443', secure: false } } },
});
