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
      // `chat_bubble`: no two style sheets have one name, and a hash in each would take room.
      generateScopedName: (name, file) => `${basename(file, ".module.css")}_${name}`,
    },
  },
  build: {
    target: "es2024",
    outDir: "../../dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // What parts that are loaded later import is found when they come: lists of it would be in what is loaded first.
    modulePreload: {
      polyfill: false,
      // What parts that are loaded later import is found when they come: lists of it would be in what is loaded first.
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
