import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** Forbids a layer to import from the layers named. */
function forbids(files, layers, reason) {
  const patterns = layers.map((layer) => ({
    group: layer === "@tauri-apps" ? ["@tauri-apps/*"] : [`**/${layer}`, `**/${layer}/*`],
    message: reason,
  }));
  return { files, rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/backend/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "off",
      // TypeScript itself knows the names, also those of types.
      "no-undef": "off",
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
    rules: { "svelte/no-at-html-tags": "error", "prefer-const": "off" },
  },
  forbids(
    ["src/components/**"],
    ["backend", "state", "screens", "@tauri-apps"],
    "Components know only what they are given.",
  ),
  forbids(
    ["src/screens/**", "src/App.svelte"],
    ["backend", "@tauri-apps"],
    "Screens reach the backend through state.",
  ),
  forbids(
    ["src/state/**"],
    ["screens", "components", "@tauri-apps"],
    "State knows no screen, and Tauri only through the backend.",
  ),
  forbids(
    ["src/words/**"],
    ["screens", "components", "state", "@tauri-apps"],
    "Words depend only on the wire's types.",
  ),
);
