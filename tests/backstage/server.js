// Serves the frontend's page on a free port of its own.

import { createServer } from "node:http";
import { once } from "node:events";

import { build } from "esbuild";

const HTML = `<!doctype html><meta charset="utf-8"><title>…</title>
<div id="requests"></div><p id="error"></p><script type="module" src="/page.js"></script>`;

let bundle;

/** The page with Backstage's classes, bundled once. */
function bundled() {
  bundle ??= build({
    entryPoints: [new URL("page.js", import.meta.url).pathname],
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"', "process.env": "{}" },
  }).then((result) => result.outputFiles[0].text);
  return bundle;
}

/** Starts a server; its origin is one of its own. */
export async function serveFrontend() {
  const script = await bundled();
  const server = createServer((request, response) => {
    const isScript = request.url.startsWith("/page.js");
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : HTML);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return {
    origin: `http://localhost:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
