import { screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { candidate, diagnosisWorld } from "../preview/diagnosis";
import { settings as fixtureSettings, status } from "../preview/fixtures";
import { openWindow } from "./window";

const noKeyStore = { code: "keyStoreMissing", message: "", details: { keyStore: "Secret Service" } } as const;
const empty = { accounts: [], registrations: [], attempts: [] };
const unavailable = () =>
  status({ vault: { ...status().vault, state: "unavailable", checkedIn: null, error: noKeyStore } });

describe("the first run", () => {
  it("says where tokens will rest, already checked", async () => {
    openWindow(empty);
    expect(
      await screen.findByText(/the key rests in Secret Service \(checked just now, in 7 ms\)/),
    ).toBeTruthy();
  });

  it("starts the sandbox and leads to a sign-in with it", async () => {
    const { user } = openWindow(empty);
    await user.click(await screen.findByRole("button", { name: "Start the sandbox" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Sign in" })).toBeTruthy();
    expect(
      within(screen.getByRole("group", { name: "Sandbox" })).getByText("Not Atlassian. Port 41873"),
    ).toBeTruthy();
  });

  it("a missing key store is explained, and memory is a choice", async () => {
    const { user } = openWindow({ ...empty, status: unavailable() });
    expect(await screen.findByText("No key store answers on this computer")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Keep in memory only" }));
    expect(await screen.findByText("Tokens are kept in memory and are gone when Trilo ends.")).toBeTruthy();
    expect(screen.getByText("Kept in memory only")).toBeTruthy();
  });

  it("says once why the sandbox cannot keep what it needs", async () => {
    const { user, made } = openWindow({
      ...empty,
      status: unavailable(),
      failing: { start_sandbox: noKeyStore },
    });
    await user.click(await screen.findByRole("button", { name: "Start the sandbox" }));
    expect(made("start_sandbox")).toHaveLength(1);
    expect(screen.getAllByText("No key store answers on this computer")).toHaveLength(1);
  });

  it("a key store that works again opens the vault", async () => {
    const { user } = openWindow({ ...empty, status: unavailable() });
    await user.click(await screen.findByRole("button", { name: "Check again" }));
    expect(await screen.findByText("Vault open, key store ready")).toBeTruthy();
  });
});

describe("the window", () => {
  it("has the sections that exist and no others", async () => {
    openWindow();
    const sections = within(await screen.findByRole("navigation", { name: "Sections" }));
    await sections.findByRole("button", { name: "Lock now" });
    const names = sections
      .getAllByRole("button")
      .slice(1)
      .map((button) => button.textContent.replace(/[\d\s]/g, ""));
    expect(names).toEqual([
      "Accounts",
      "Scopes",
      "Inspect",
      "Diagnose",
      "Registrations",
      "Provider",
      "Settings",
      "Locknow",
    ]);
  });

  it("shows the keys on a question mark", async () => {
    const { user } = openWindow();
    await screen.findAllByRole("option");
    await user.keyboard("?");
    expect(screen.getByRole("dialog", { name: "Keyboard" })).toBeTruthy();
  });

  it("F6 goes from pane to pane", async () => {
    const { user } = openWindow();
    await screen.findAllByRole("option");
    const within = () =>
      document.activeElement?.closest("[data-pane]")?.getAttribute("aria-label") ?? "detail";
    const visited: string[] = [];
    for (let at = 0; at < 3; at++) {
      await user.keyboard("{F6}");
      visited.push(within());
    }
    expect(visited).toEqual(["Sections", "Accounts list", "detail"]);
  });
});

describe("a narrow window", () => {
  it("has the detail in the list’s place, with a way back", async () => {
    (globalThis as unknown as { narrowWindow: { on: boolean } }).narrowWindow.on = true;
    const { user } = openWindow();
    expect(await screen.findByRole("heading", { level: 1, name: "Accounts" })).toBeTruthy();
    const [row] = await screen.findAllByRole("option", { name: /^Svc/ });
    if (row) await user.click(row);
    expect(await screen.findByRole("heading", { level: 1, name: "Svc Release Notes" })).toBeTruthy();
    expect(screen.queryByRole("listbox")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(await screen.findByRole("listbox", { name: "Accounts" })).toBeTruthy();
  });
});

describe("diagnose", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("groups by day and explains what failed", async () => {
    // Shortly after midnight, what was tried twenty minutes ago was tried yesterday.
    vi.setSystemTime(new Date(2026, 10, 24, 12));
    const dead = candidate({ title: "The refresh token is no longer good" });
    const answer = "403 unauthorized_client: refresh_token is invalid";
    const attemptExplained = () => ({ answer, candidates: [dead], question: null });
    const { user } = openWindow({ diagnosis: { ...diagnosisWorld(), attemptExplained } });
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}4{/Control}");
    await user.click(await screen.findByRole("option", { name: /^Renew token failed/ }));
    expect(screen.getByRole("group", { name: "Today" })).toBeTruthy();
    expect(await screen.findByRole("heading", { name: "The refresh token is no longer good" })).toBeTruthy();
    expect(screen.getByText("403 unauthorized_client: refresh_token is invalid")).toBeTruthy();
    expect(screen.getAllByText("not reached")).toHaveLength(3);
  });
});

describe("settings", () => {
  it("change when the clipboard is cleared", async () => {
    const { user, made } = openWindow();
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    await user.selectOptions(await screen.findByLabelText("Clear the clipboard"), "Never");
    expect(made("update_settings")[0]?.args.settings).toEqual({
      ...fixtureSettings(),
      clearClipboardAfter: null,
    });
  });

  it("register the deep link again", async () => {
    const lost = status({ deepLink: { ...status().deepLink, registered: false, handler: null } });
    const { user } = openWindow({ status: lost });
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    expect(screen.getByText("The system opens trilo:// links with nothing.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Register trilo:// again" }));
    expect(screen.queryByText("The system opens trilo:// links with nothing.")).toBeNull();
  });
});
