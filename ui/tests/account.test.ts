import { mockIPC } from "@tauri-apps/api/mocks";
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { account, summary, troubledAccount } from "../preview/fixtures";
import { revealingToken } from "../src/state/revealing.svelte";
import { openAccount, openWindow } from "./window";

describe("an account", () => {
  it("says in words what the ring shows", async () => {
    const { user } = openWindow();
    await openAccount(user);
    expect(screen.getByText(/^Fresh for 42 minutes, until/)).toBeTruthy();
    expect(screen.getByText("eyJraWQi…q8Zw")).toBeTruthy();
  });

  it("copies by button, by key and in a format, and confirms in place", async () => {
    const { user, made } = openWindow();
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Copy token" }));
    expect(await screen.findByText(/^Copied, cleared in 4\d s$/)).toBeTruthy();
    await user.keyboard("{Control>}c{/Control}");
    await user.click(screen.getByRole("button", { name: "Choose a format" }));
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(made("copy_token").map((call) => call.args.format)).toEqual(["raw", "raw", "curl"]);
  });

  it("counts down, and the chip changes at the end", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const expiresAt = Date.now() + 61_000;
    const mira = summary({ expiresAt });
    openWindow({ accounts: [mira], details: { "acc-mira": account({ summary: mira }) } });
    expect(await screen.findByText("1 min")).toBeTruthy();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(screen.getByText(/^3[01] s$/)).toBeTruthy();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(screen.getByText("Expired")).toBeTruthy();
  });

  it("reveals on request and hides by itself after half a minute", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { user } = openWindow();
    await openAccount(user);
    expect(screen.queryByRole("textbox", { name: "Access token" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Reveal" }));
    const box = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Access token" });
    expect(box.readOnly).toBe(true);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(screen.queryByRole("textbox", { name: "Access token" })).toBeNull();
    expect(screen.getByRole("button", { name: "Reveal" })).toBeTruthy();
  });

  it("leaving hides a revealed token", async () => {
    const { user } = openWindow();
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Reveal" }));
    await screen.findByRole("textbox", { name: "Access token" });
    await openAccount(user, /^Svc Release Notes/);
    await openAccount(user);
    expect(screen.queryByRole("textbox", { name: "Access token" })).toBeNull();
  });

  it("a revealed token leaves its box only on the way that clears the clipboard", async () => {
    const { user, made } = openWindow();
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Reveal" }));
    const box = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Access token" });
    for (const kind of ["copy", "cut"]) {
      const event = new Event(kind, { bubbles: true, cancelable: true });
      box.dispatchEvent(event);
      expect(event.defaultPrevented).toBe(true);
      await screen.findByText(/^Copied, cleared in/);
    }
    expect(made("copy_token").map((call) => call.args.format)).toEqual(["raw", "raw"]);
  });

  it("hides a revealed token when it is renewed, and when the window is hidden", async () => {
    const { user, state, emit } = openWindow();
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Reveal" }));
    await screen.findByRole("textbox", { name: "Access token" });
    const renewed = account();
    renewed.token = { ...renewed.token, obtainedAt: renewed.token.obtainedAt + 1000 };
    state.details = { "acc-mira": renewed };
    await emit("accounts-changed", null);
    await screen.findByRole("button", { name: "Reveal" });
    expect(screen.queryByRole("textbox", { name: "Access token" })).toBeNull();

    await user.click(screen.getByRole("button", { name: "Reveal" }));
    await screen.findByRole("textbox", { name: "Access token" });
    const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    await screen.findByRole("button", { name: "Reveal" });
    expect(screen.queryByRole("textbox", { name: "Access token" })).toBeNull();
    hidden.mockRestore();
  });

  it("does not show a token that was asked for before it was hidden", async () => {
    let answer: (view: { accessToken: string }) => void = () => undefined;
    mockIPC(() => new Promise((resolve) => (answer = resolve)));
    const revealing = revealingToken();
    const shown = revealing.show.run("acc-mira");
    revealing.hide();
    answer({ accessToken: "late" });
    await shown;
    expect(revealing.secret).toBeUndefined();
  });

  it("does not show a token that comes after the window was hidden", async () => {
    let answer: (view: { accessToken: string }) => void = () => undefined;
    mockIPC(() => new Promise((resolve) => (answer = resolve)));
    const revealing = revealingToken();
    const shown = revealing.show.run("acc-mira");
    const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    hidden.mockRestore();
    answer({ accessToken: "late" });
    await shown;
    expect(revealing.secret).toBeUndefined();
  });

  it("a failed refresh is no longer spoken of once a newer token is there", async () => {
    const { user, state, emit } = openWindow({
      failing: { refresh_account: { code: "proxyAnswered", message: "", details: { status: "407" } } },
    });
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Refresh" }));
    await screen.findByRole("alert");
    const renewed = account();
    renewed.token = { ...renewed.token, obtainedAt: renewed.token.obtainedAt + 1000 };
    state.details = { "acc-mira": renewed };
    await emit("accounts-changed", null);
    await waitFor(() => {
      expect(screen.queryByRole("alert")).toBeNull();
    });
  });

  it("copies a cloud id by the site’s name", async () => {
    const { user, made } = openWindow();
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Copy the cloud id of northwind" }));
    expect(made("copy_text")[0]?.args.text).toBe("11223344-a1b2-3b33-c444-def123456789");
  });

  it("says that a cloud id could not be copied", async () => {
    const { user } = openWindow({ failing: { copy_text: { code: "internal", message: "", details: {} } } });
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Copy the cloud id of northwind" }));
    expect((await screen.findByRole("alert")).textContent).not.toBe("");
  });

  it("says what is missing, why, and who mends it", async () => {
    const { user } = openWindow();
    await openAccount(user);
    const granted = within(screen.getByRole("region", { name: "Granted" }));
    expect(granted.getByText("6 of 7 scopes")).toBeTruthy();
    expect(granted.getByText(/was asked for and not granted/).textContent).toContain("App owner:");
  });

  it("shows what could be read when the rest could not", async () => {
    const { user, made } = openWindow({ details: { "acc-mira": troubledAccount() } });
    await openAccount(user);
    expect(screen.getByText("Nothing answers at api.atlassian.com")).toBeTruthy();
    expect(screen.getByText("Atlassian does not show the profile to this app")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Store it now" }));
    expect(made("store_in_vault")).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Sign in again" }));
    expect(await screen.findByRole("button", { name: "Sign in with 7 scopes" })).toBeTruthy();
  });

  it("a failed refresh is explained, and the account stays", async () => {
    const { user } = openWindow({
      failing: {
        refresh_account: {
          code: "proxyAnswered",
          message: "",
          details: { status: "407", host: "auth.atlassian.com" },
        },
      },
    });
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Refresh" }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "Your proxy answered instead of Atlassian",
    );
    expect(screen.getByRole("button", { name: "Copy token" })).toBeTruthy();
  });
});
