import { basename } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Relative addresses throughout: a proxy may put a prefix before every path. */
export default defineConfig({
  root: "src/main",
  base: "./",
  publicDir: "public",
  plugins: [react()],
  css: {
    modules: {
      // For example `chat_bubble`: style sheets have different names, and hashes would make the names longer.
      generateScopedName: (name, file) => `${basename(file, ".module.css")}_${name}`,
    },
  },
  build: {
    target: "es2024",
    outDir: "../../dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // These small files become one.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "lib",
              test: /app\/lib\/(hostile|numbers|settings)\.|jsx-runtime|content\.module/,
            },
          ],
        },
      },
    },
    // The first script does not list the imports of parts that are loaded later: a part imports them itself.
    modulePreload: {
      polyfill: false,
      // Only style sheets are listed for parts that are loaded later.
      resolveDependencies: (_file, needed, { hostType }) =>
        hostType === "html" ? needed : needed.filter((it) => it.endsWith(".css")),
    },
  },
  server: {
    proxy: {
      "/api": "http://localhost:5000",
      "/health": "http://localhost:5000",
      "/socket.io": { target: "http://localhost:5000", ws: true },
    },
  },
});
