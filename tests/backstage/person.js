// The person and their browser: Debian's chromium, by Puppeteer.

import { existsSync } from "node:fs";

import puppeteer from "puppeteer-core";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts a browser without a window, in which `rebind.test` leads to this machine. */
export function openBrowser() {
  const executablePath = process.env.CHROMIUM ?? PROGRAMS.find(existsSync);
  if (!executablePath) throw new Error("there is no chromium; `cargo xtask setup` installs it");
  // As root, which containers often are, chromium runs only without its sandbox.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const args = ["--disable-dev-shm-usage", "--host-resolver-rules=MAP rebind.test 127.0.0.1", ...asRoot];
  return puppeteer.launch({ executablePath, args });
}

/** Waits for the frontend's question to log in. */
export function logInButton(page) {
  return page.waitForSelector("#requests button");
}

/** Clicks the frontend's button, and gives the popup that it opens. */
export async function openPopup(page) {
  const opened = new Promise((resolve) => page.once("popup", resolve));
  await page.click("#requests button");
  return opened;
}

/** Clicks on Atlassian's pages, in a popup until it closes, or in the page itself until it is back. */
export async function accept(popup, { here = false } = {}) {
  const next = await popup.waitForSelector("button[name=person], button[value=accept]");
  if ((await next.evaluate((button) => button.name)) === "person") {
    await popup.locator("button[name=person]").filter((button) => button.innerText.includes("Mira")).click();
  }
  const closed = here ? popup.waitForNavigation() : new Promise((resolve) => popup.once("close", resolve));
  await popup.locator("button[value=accept]").click();
  await closed;
}
