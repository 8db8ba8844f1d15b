// A Backstage frontend against Trilo's provider, in a real browser, with Backstage's own client classes.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { accept, logInButton, openBrowser, openPopup } from "./person.js";
import { serveFrontend } from "./server.js";
import { control, startStage } from "./stage.js";

let browser;
let frontend;
let foreign;
let stage;
let context;

before(async () => {
  [frontend, foreign, browser] = await Promise.all([serveFrontend(), serveFrontend(), openBrowser()]);
  stage = await startStage([frontend.origin]);
});

after(async () => {
  await browser?.close();
  frontend?.close();
  foreign?.close();
  await stage?.stop();
});

beforeEach(async () => {
  context = await browser.createBrowserContext();
  await control(stage, "DELETE", "requests");
});

afterEach(() => context.close());

/** Opens the frontend in a tab. */
async function openTab(origin = frontend.origin, flow = "popup") {
  const page = await context.newPage();
  await page.goto(`${origin}/?auth=${encodeURIComponent(stage.auth)}&flow=${flow}`);
  await page.waitForFunction(() => document.title === "ready");
  return page;
}

/** Asks for a token as a plugin does; a string of scopes counts as a wish to ask the person. */
function askForToken(page, scopes = "", options = {}) {
  return page.evaluate((scopes, options) => backstage.auth.getAccessToken(scopes, options), scopes, options);
}

/** Asks for a token, and signs in with clicks when the frontend wants so. */
async function signIn(page, scopes = "") {
  const token = askForToken(page, scopes);
  await logInButton(page);
  await accept(await openPopup(page));
  return token;
}

async function refreshes() {
  const requests = await control(stage, "GET", "requests");
  return requests.filter((request) => request.place === "token_refresh").length;
}

test("a person signs in by popup after clicked consent, and the frontend has token and profile", async () => {
  const page = await openTab();
  const token = await signIn(page);
  assert.ok(token.length > 20);
  const profile = await page.evaluate(() => backstage.auth.getProfile());
  assert.equal(profile.displayName, "Mira Okafor");
  assert.equal(profile.email, "mira@example.com");
});

test("a token with a further scope goes through consent for old and new together", async () => {
  const page = await openTab();
  const first = await signIn(page);
  const second = await signIn(page, "write:jira-work");
  assert.notEqual(first, second);
  assert.equal(await askForToken(page, "read:jira-work write:jira-work"), second, "no further question");
});

test("a token near its end is renewed without a question", async () => {
  const page = await openTab();
  const first = await signIn(page);
  assert.equal(await askForToken(page), first, "a fresh one is kept");
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + (3600 - 120) * 1000;
  });
  const second = await askForToken(page);
  assert.notEqual(first, second);
  assert.equal(await refreshes(), 1);
});

test("two popups at once in one browser both sign in", async () => {
  const tabs = [await openTab(), await openTab()];
  const tokens = tabs.map((tab) => askForToken(tab));
  const popups = [];
  for (const tab of tabs) {
    await tab.bringToFront();
    await logInButton(tab);
    popups.push(await openPopup(tab));
  }
  for (const popup of popups) await accept(popup);
  for (const token of await Promise.all(tokens)) assert.ok(token.length > 20);
});

test("two tabs that open at once both stay signed in", async () => {
  await signIn(await openTab());
  const tabs = await Promise.all([openTab(), openTab()]);
  const tokens = await Promise.all(tabs.map((tab) => askForToken(tab, "", { optional: true })));
  assert.ok(tokens.every((token) => token.length > 20));
  for (const tab of tabs) {
    await tab.reload();
    await tab.waitForFunction(() => document.title === "ready");
    assert.ok((await askForToken(tab, "", { optional: true })).length > 20, "neither tab lost its session");
  }
});

test("a reload finds the session again", async () => {
  const page = await openTab();
  await signIn(page);
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  assert.ok((await askForToken(page, "", { optional: true })).length > 20);
});

test("an outage of the token endpoint signs nobody out", async () => {
  const page = await openTab();
  await signIn(page);
  await control(stage, "POST", "faults", { where: "token_refresh", times: 1, effect: { kind: "status", status: 503 } });
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  assert.equal(await askForToken(page, "", { optional: true }), "");
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  assert.ok((await askForToken(page, "", { optional: true })).length > 20);
});

test("a sign-out ends the session here and at the provider", async () => {
  const page = await openTab();
  await signIn(page);
  await page.evaluate(() => backstage.auth.signOut());
  await page.waitForFunction(() => document.title === "ready");
  assert.equal(await askForToken(page, "", { optional: true }), "");
  const cookies = await context.cookies();
  assert.deepEqual(cookies.filter((cookie) => cookie.name === "atlassian-refresh-token"), []);
});

test("a foreign origin gets neither a token nor the popup's session", async () => {
  await signIn(await openTab());
  const page = await openTab(foreign.origin);
  assert.equal(await askForToken(page, "", { optional: true }), "");
  const read = await page.evaluate(async (url) => {
    const options = { credentials: "include", headers: { "x-requested-with": "XMLHttpRequest" } };
    return fetch(url, options).then((response) => response.status, (error) => error.name);
  }, `${stage.auth}/atlassian/refresh?env=development`);
  assert.equal(read, "TypeError", "the browser refuses to let the page read");
  askForToken(page).catch(() => {});
  await logInButton(page);
  const popup = await openPopup(page);
  await popup.waitForFunction(() => document.body.innerText.includes("NotAllowedError"));
  await popup.close();
  await page.waitForFunction(() => document.querySelector("#error").textContent.includes("popup was closed"));
  assert.equal(await refreshes(), 0, "nothing was spent for it");
});

test("a name that was pointed here is refused", async () => {
  const page = await context.newPage();
  const response = await page.goto(`http://rebind.test:${stage.port}/api/auth/atlassian/refresh?env=development`);
  assert.equal(response.status(), 403);
});

test("the redirect flow leaves the page and comes back signed in", async () => {
  const page = await openTab(frontend.origin, "redirect");
  // The page is left before its promise is kept.
  askForToken(page).catch(() => {});
  await logInButton(page);
  await page.click("#requests button");
  await accept(page, { here: true });
  await page.waitForFunction(() => document.title === "ready");
  assert.ok(page.url().startsWith(frontend.origin));
  assert.ok((await askForToken(page, "", { optional: true })).length > 20);
});
