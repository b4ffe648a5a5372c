import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    VitePWA({
      strategies: 'generateSW',
      registerType: 'prompt',
      // No inline script: the page's own code registers it.
      injectRegister: false,
      manifest: {
        name: 'Kontor',
        short_name: 'Kontor',
        description: 'TEMU und JTL-Wawi im Gleichklang',
        lang: 'de',
        start_url: '/',
        display: 'standalone',
        background_color: '#f4f5f7',
        theme_color: '#1f4f8f',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,png}'],
        navigateFallback: '/index.html',
        // What is behind the log-in is never answered from a cache of the worker.
        navigateFallbackDenylist: [/^\/api\//, /^\/ws\//, /^\/metrics/, /^\/temu\//],
        cleanupOutdatedCaches: true,
        clientsClaim: false,
        skipWaiting: false,
      },
    }),
  ],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // A file each, not text in the page: the page allows no data: scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 300,
  },
})
