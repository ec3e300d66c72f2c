// What the scripts of chalicelib are held to; `make check` runs it.

import { createRequire } from "node:module";

// The tools are installed by `make`, and not beside this file.
const installed = createRequire(new URL("../../.local/js/package.json", import.meta.url));
const js = installed("@eslint/js");
const globals = installed("globals");
const { importX } = installed("eslint-plugin-import-x");

const MODULES = ["**/static/{staff,manage,shared}/**/*.js"];
const WORKER = ["**/static/staff/sw.js"];
const SCRIPTS = ["**/static/*.js"];

export default [
  // Written from the catalogues; of a library, which `make uplot` puts there.
  { ignores: ["**/texts.*.js", "**/static/manage/uplot.js"] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "object-shorthand": "error",
      "no-implicit-globals": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      complexity: ["error", 12],
      "max-lines": ["error", 400],
    },
  },
  {
    files: MODULES,
    ignores: WORKER,
    languageOptions: { sourceType: "module", globals: globals.browser },
    plugins: { "import-x": importX },
    rules: {
      "import-x/no-unresolved": "error",
      "import-x/named": "error",
      "import-x/no-duplicates": "error",
      "import-x/no-cycle": "error",
      "import-x/order": ["error", { groups: ["parent", "sibling"], alphabetize: { order: "asc" } }],
    },
  },
  { files: WORKER, languageOptions: { sourceType: "script", globals: globals.serviceworker } },
  { files: SCRIPTS, languageOptions: { sourceType: "script", globals: globals.browser } },
  // All four are one script when they are served: reading.js, danger.js with the weights, topics.js
  // and resident.js (render.py).
  {
    files: ["**/static/reading.js"],
    rules: {
      "no-unused-vars": ["error", { varsIgnorePattern: "^reading$" }],
      // Its class of characters is the server's own, and begins with the first of all.
      "no-control-regex": "off",
    },
  },
  {
    files: ["**/static/danger.js"],
    languageOptions: { globals: { MODEL: "readonly", reading: "readonly" } },
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: "^alarms$" }] },
  },
  {
    files: ["**/static/topics.js"],
    languageOptions: { globals: { reading: "readonly" } },
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: "^topics$" }] },
  },
  {
    files: ["**/static/photos.js"],
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: "^(photoPicker|sendPhotos)$" }] },
  },
  {
    files: ["**/static/resident.js"],
    languageOptions: {
      globals: {
        alarms: "readonly",
        topics: "readonly",
        photoPicker: "readonly",
        sendPhotos: "readonly",
      },
    },
  },
];
