// The provider and the sandbox behind it, as one process.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Starts a provider that gives tokens to these origins. */
export async function startStage(origins) {
  const program = process.env.TRILO_STAGE ?? new URL("../../target/debug/examples/stage", import.meta.url).pathname;
  const child = spawn(program, origins, { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(() => Promise.reject(new Error("the provider did not start"))),
  ]);
  return {
    ...JSON.parse(line),
    async stop() {
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
    },
  };
}

/** A call to the sandbox's control API. */
export async function control(stage, method, path, body) {
  const response = await fetch(new URL(`api/${path}`, stage.control), {
    method,
    headers: { "x-trilo-sandbox": "1", "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the sandbox answers ${response.status}: ${text}`);
  return text && JSON.parse(text);
}
