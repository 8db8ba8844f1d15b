import { describe, expect, it } from "vitest";
import type { Code } from "../src/backend/bindings";
import { outcomeWords } from "../src/words/attempts";
import { BROWSER_HELP } from "../src/words/browser-help";
import { ERRORS, explain } from "../src/words/errors";
import { FIELDS, fieldProblem } from "../src/words/fields";
import { initials, wayBackOf } from "../src/words/names";
import { factWords, stepFact, stepTitle } from "../src/words/steps";

const codes = Object.keys(ERRORS) as Code[];

describe("the words for errors", () => {
  it.each(codes)("%s says what happened and what to do, with and without facts", (code) => {
    const facts = {
      port: "7007",
      process: "node",
      pid: "4711",
      keyStore: "Secret Service",
      host: "auth.example.com",
      path: "/x",
    };
    for (const details of [{}, facts]) {
      const { title, todo, why } = explain({ code, message: "", details });
      const all = [title, why ?? "", ...todo.map((step) => step.text)].join(" ");
      expect(title).not.toBe("");
      expect(todo.length).toBeGreaterThan(0);
      expect(all).not.toMatch(/undefined|null|!|Oops|Something went wrong/);
    }
  });

  it("name the program that holds the port", () => {
    const details = { port: "7007", process: "node", pid: "4711" };
    const { title, why } = explain({ code: "portBusy", message: "", details });
    expect(title).toBe("Port 7007 is in use");
    expect(why).toContain("node (process 4711)");
  });

  it("keep what the server answered word for word", () => {
    const details = { status: "403", error: "unauthorized_client", description: "refresh_token is invalid" };
    expect(explain({ code: "refreshTokenDead", message: "", details }).evidence).toBe(
      "403 unauthorized_client: refresh_token is invalid",
    );
  });
});

describe("the words for fields", () => {
  it.each(Object.keys(FIELDS))("every problem of %s is named", (field) => {
    for (const problem of [
      "empty",
      "tooLong",
      "notAUrl",
      "notSecure",
      "unknownScheme",
      "hasFragment",
      "tooMany",
      "malformed",
    ])
      expect(fieldProblem({ field, problem })?.text).toContain(FIELDS[field as keyof typeof FIELDS]);
  });

  it("a field that is not known marks none", () => {
    expect(fieldProblem({ field: "shoeSize", problem: "empty" })).toBeNull();
  });
});

describe("other words", () => {
  it("a stray callback is spoken of as what it is", () => {
    expect(outcomeWords({ kind: "strayCallback", outcome: "ignored", error: null }).title).toBe(
      "Callback matched no sign-in",
    );
  });

  it("help names somebody who acts for every cause", () => {
    for (const help of BROWSER_HELP) for (const cause of help.causes) expect(cause.fix).not.toBe("");
    expect(new Set(BROWSER_HELP.flatMap((help) => help.causes.map((cause) => cause.actor)))).toEqual(
      new Set(["you", "appOwner", "siteAdmin"]),
    );
  });

  it.each([
    ["sitesRead", "1", "1 site"],
    ["sitesRead", "0", "0 sites"],
    ["stored", "vault", "in the vault"],
    ["stored", "memory", "in memory only"],
    ["callbackReceived", "pasted", "pasted by hand"],
    ["listening", "127.0.0.1:7007", "127.0.0.1:7007"],
  ] as const)("a step %s with the fact %s says “%s”", (kind, fact, words) => {
    expect(factWords({ kind, fact })).toBe(words);
  });

  it("steps carry their facts and the time that is left", () => {
    const step = { fact: "Secret Service", startedAt: 0, duration: 7 };
    expect(stepTitle("keyStoreChecked", "done")).toBe("Key store checked");
    expect(stepFact({ ...step, kind: "keyStoreChecked", state: "done" }, 0, 0)).toBe("Secret Service, 7 ms");
    expect(
      stepFact(
        { kind: "callbackReceived", state: "active", fact: null, startedAt: 0, duration: null },
        252_000,
        0,
      ),
    ).toBe("4 min 12 s left");
  });

  it("a callback URL tells its way back", () => {
    expect(wayBackOf("trilo://oauth/callback")).toBe("deepLink");
    expect(wayBackOf("http://localhost:7007/api/auth/atlassian")).toBe("loopback");
    expect(wayBackOf("http://[::1]:7007/")).toBe("loopback");
    expect(wayBackOf("https://localhost:7007/")).toBe("paste");
    expect(wayBackOf("https://tools.example.com/callback")).toBe("paste");
  });

  it("initials survive single words, other scripts and emoji", () => {
    expect(initials("Mira Okafor")).toBe("MO");
    expect(initials("northwind")).toBe("NO");
    expect(initials("🦑 Lovelace")).toBe("🦑L");
    expect(initials("")).toBe("?");
  });
});
