import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { vaultStatus } from "../preview/fixtures";
import { expectAccessible, openAccount, openWindow } from "./window";

const empty = { accounts: [], registrations: [], attempts: [] };
const locked = () => ({ status: vaultStatus({ state: "locked", keyStore: "passphrase" }) });
const noKeyStore = { code: "keyStoreMissing", message: "", details: { keyStore: "Secret Service" } } as const;
const unavailable = (exists: boolean) => ({
  status: vaultStatus({ state: "unavailable", error: noKeyStore, checkedIn: null, exists }),
});
const damaged = () => ({
  status: vaultStatus({
    state: "unavailable",
    error: { code: "vaultDamaged", message: "", details: { path: "/data/vault.db" } },
  }),
});

describe("a locked window", () => {
  it("asks for the passphrase with the keyboard in the field, and Enter unlocks", async () => {
    const { user, made } = openWindow(locked());
    const field = await screen.findByLabelText("Passphrase");
    expect(document.activeElement).toBe(field);
    await user.keyboard("correct horse battery{Enter}");
    expect(await screen.findByRole("option", { name: /^Svc Release Notes/ })).toBeTruthy();
    expect(made("unlock_vault")[0]?.args).toEqual({ passphrase: "correct horse battery" });
  });

  it("says in place that the passphrase is wrong, and selects it", async () => {
    const { user } = openWindow(locked());
    const field = await screen.findByLabelText<HTMLInputElement>("Passphrase");
    await user.keyboard("wrong{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("That is not the passphrase");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    await waitFor(() => {
      expect([field.selectionStart, field.selectionEnd]).toEqual([0, 5]);
    });
    await user.keyboard("{Backspace}");
    expect(screen.getByRole("alert").textContent).toBe("");
    expect(field.hasAttribute("aria-invalid")).toBe(false);
  });

  it("shows the passphrase on request", async () => {
    const { user } = openWindow(locked());
    const field = await screen.findByLabelText<HTMLInputElement>("Passphrase");
    expect(field.type).toBe("password");
    await user.click(screen.getByRole("button", { name: "Show: Passphrase" }));
    expect(field.type).toBe("text");
  });

  it("asks the key store where that holds the key", async () => {
    const { user, made } = openWindow({ status: vaultStatus({ state: "locked" }) });
    const button = await screen.findByRole("button", { name: "Unlock" });
    expect(document.activeElement).toBe(button);
    expect(screen.queryByLabelText("Passphrase")).toBeNull();
    await user.keyboard("{Enter}");
    await screen.findAllByRole("option");
    expect(made("unlock_vault")[0]?.args).toEqual({ passphrase: null });
  });

  it("explains a key store that does not hand out the key", async () => {
    const { user } = openWindow({
      status: vaultStatus({ state: "locked" }),
      failing: { unlock_vault: { ...noKeyStore, code: "keyStoreLocked" } },
    });
    await user.click(await screen.findByRole("button", { name: "Unlock" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The key store is locked");
  });

  it.each(["a button", "a key", "a key over an open dialog"])(
    "is locked by %s, and nothing of the accounts is left",
    async (way) => {
      const { user, emit } = openWindow();
      await openAccount(user);
      if (way === "a button") await user.click(screen.getByRole("button", { name: "Lock now" }));
      else {
        if (way !== "a key") await user.keyboard("?");
        await user.keyboard("{Control>}l{/Control}");
      }
      expect(await screen.findByRole("heading", { level: 1, name: "Trilo is locked" })).toBeTruthy();
      await emit("accounts-changed", null);
      expect(document.body.innerHTML).not.toMatch(/Mira|mira@|Payments|northwind/);
      expect(document.title).toBe("Locked – Trilo");
      await user.click(screen.getByRole("button", { name: "Unlock" }));
      expect(await screen.findByRole("heading", { level: 1, name: "No account chosen" })).toBeTruthy();
    },
  );

  it("cannot be locked where everything is in memory", async () => {
    const { user, made } = openWindow({ status: vaultStatus({ state: "memoryOnly", keyStore: "memory" }) });
    await screen.findByText("Kept in memory only");
    expect(screen.queryByRole("button", { name: "Lock now" })).toBeNull();
    await user.keyboard("{Control>}l{/Control}");
    expect(made("lock_vault")).toHaveLength(0);
  });

  it("has no fault that axe finds", async () => {
    openWindow(locked());
    await screen.findByLabelText("Passphrase");
    await expectAccessible();
  });
});

describe("a vault that is not available", () => {
  it("can be made with a passphrase instead, after saying what forgetting it means", async () => {
    const { user, made } = openWindow({ ...empty, ...unavailable(false) });
    await user.click(await screen.findByRole("button", { name: "Use a passphrase instead" }));
    const form = within(screen.getByRole("form", { name: "Use a passphrase" }));
    expect(form.getByText(/If it is forgotten, nobody can open the vault/)).toBeTruthy();
    await user.keyboard("short{Enter}");
    expect(form.getByText("At least 12 characters: 7 more.")).toBeTruthy();
    await user.clear(form.getByLabelText("Passphrase"));
    await user.type(form.getByLabelText("Passphrase"), "four words of mine");
    await user.type(form.getByLabelText("The same again"), "four words of yours{Enter}");
    expect(form.getByText("The two are not the same.")).toBeTruthy();
    expect(made("use_passphrase")).toHaveLength(0);
    await user.clear(form.getByLabelText("The same again"));
    await user.type(form.getByLabelText("The same again"), "four words of mine{Enter}");
    expect(await screen.findByText("Tokens are sealed on this computer with your passphrase.")).toBeTruthy();
    expect(made("use_passphrase")[0]?.args.form).toEqual({
      current: null,
      passphrase: "four words of mine",
    });
  });

  it("offers no passphrase to a vault that another key sealed", async () => {
    openWindow(unavailable(true));
    await screen.findByRole("button", { name: "Check again" });
    expect(screen.queryByRole("button", { name: "Use a passphrase instead" })).toBeNull();
    expect(screen.getByText(/its key rests in Secret Service/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Keep in memory only" })).toBeTruthy();
  });

  it("is rescued with its passphrase where it needs one, which is not kept", async () => {
    const { user, made, state } = openWindow({
      ...damaged(),
      failing: { rescue_vault: { code: "passphraseMissing", message: "", details: {} } },
    });
    await user.click(await screen.findByRole("button", { name: "Set it aside and rescue what can be read" }));
    const field = await screen.findByLabelText("Passphrase of the damaged vault");
    expect(document.activeElement).toBe(field);
    await expectAccessible();
    state.failing = {};
    await user.keyboard("correct horse battery{Enter}");
    await screen.findByRole("dialog", { name: "What could be read is rescued" });
    expect(made("rescue_vault")[1]?.args).toEqual({ passphrase: "correct horse battery" });
    expect(screen.queryByLabelText("Passphrase of the damaged vault")).toBeNull();
  });

  it("is rescued when it is damaged, and what came of it is told", async () => {
    const { user } = openWindow(damaged());
    expect(await screen.findByText(/\/data\/vault\.db does not have the shape/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Set it aside and rescue what can be read" }));
    const dialog = within(await screen.findByRole("dialog", { name: "What could be read is rescued" }));
    expect(dialog.getByText("2 registrations, 3 accounts, 41 attempts")).toBeTruthy();
    expect(dialog.getByText("1 row")).toBeTruthy();
    expect(dialog.getByText(/vault\.damaged-2026-11-24\.db/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
