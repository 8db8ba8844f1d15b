import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { settings, vaultStatus } from "../preview/fixtures";
import { expectAccessible, openRegistration, openWindow } from "./window";

async function openSettings(overrides: Parameters<typeof openWindow>[0] = {}) {
  const opened = openWindow(overrides);
  await opened.user.click(await screen.findByRole("button", { name: "Settings" }));
  await screen.findByRole("region", { name: "Where secrets rest" });
  return opened;
}

const underPassphrase = () => ({ status: vaultStatus({ keyStore: "passphrase", checkedIn: null }) });

describe("where secrets rest", () => {
  it("moves to a passphrase after saying what follows", async () => {
    const { user, made } = await openSettings();
    await user.click(screen.getByRole("button", { name: "Move to a passphrase…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Move to a passphrase" }));
    expect(dialog.getByText(/If the passphrase is forgotten/)).toBeTruthy();
    await user.type(dialog.getByLabelText("New passphrase"), "too short{Enter}");
    expect(dialog.getByText("At least 12 characters: 3 more.")).toBeTruthy();
    await user.clear(dialog.getByLabelText("New passphrase"));
    await user.type(dialog.getByLabelText("New passphrase"), "long enough now");
    await user.type(dialog.getByLabelText("The same again"), "long enough now");
    await user.click(dialog.getByRole("button", { name: "Move to this passphrase" }));
    expect(await screen.findByText("Your passphrase")).toBeTruthy();
    expect(made("use_passphrase")[0]?.args.form).toEqual({ current: null, passphrase: "long enough now" });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("a passphrase is changed only with the one that is valid now", async () => {
    const { user, made, state } = await openSettings(underPassphrase());
    await user.click(screen.getByRole("button", { name: "Change passphrase…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Change passphrase" }));
    await user.type(dialog.getByLabelText("Passphrase now"), "wrong");
    await user.type(dialog.getByLabelText("New passphrase"), "another passphrase");
    await user.type(dialog.getByLabelText("The same again"), "another passphrase{Enter}");
    expect(await dialog.findByText("That is not the passphrase. Nothing was changed.")).toBeTruthy();
    await user.clear(dialog.getByLabelText("Passphrase now"));
    await user.type(dialog.getByLabelText("Passphrase now"), "correct horse battery{Enter}");
    expect(
      (await screen.findAllByText("The new passphrase opens the vault from now on.")).length,
    ).toBeGreaterThan(0);
    expect(state.passphrase).toBe("another passphrase");
    expect(made("use_passphrase")).toHaveLength(2);
  });

  it("the key is rotated, under a passphrase with it", async () => {
    const { user, made } = await openSettings(underPassphrase());
    await user.click(screen.getByRole("button", { name: "Rotate vault key…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Rotate vault key" }));
    await user.type(dialog.getByLabelText("Passphrase now"), "correct horse battery{Enter}");
    expect((await screen.findAllByText(/The vault has a new key/)).length).toBeGreaterThan(0);
    expect(made("rotate_vault_key")[0]?.args.form).toEqual({ current: "correct horse battery" });
  });

  it("moves to the system’s key store, and to memory", async () => {
    const { user, made } = await openSettings(underPassphrase());
    await user.click(screen.getByRole("button", { name: "Move to the system’s key store…" }));
    await user.click(screen.getByRole("button", { name: "Move to the key store" }));
    expect(
      (await screen.findAllByText("The key rests in Secret Service from now on.")).length,
    ).toBeGreaterThan(0);
    await user.click(screen.getByRole("button", { name: "Keep everything in memory only…" }));
    expect(screen.getByText(/the vault file is erased\. They work as usual/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Move to memory and erase the vault" }));
    expect(await screen.findByText("In memory only, until Trilo ends")).toBeTruthy();
    expect(made("use_system_key_store")).toHaveLength(1);
    expect(made("move_to_memory")).toHaveLength(1);
  });

  it("a failure is explained in the dialog, which stays", async () => {
    const { user } = await openSettings({
      failing: { use_passphrase: { code: "diskFull", message: "", details: { path: "/data/vault.db" } } },
    });
    await user.click(screen.getByRole("button", { name: "Move to a passphrase…" }));
    await user.type(screen.getByLabelText("New passphrase"), "long enough now");
    await user.type(screen.getByLabelText("The same again"), "long enough now{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("The disk is full");
    expect(screen.getByRole("dialog")).toBeTruthy();
  });

  it("what is in memory gets a vault with a passphrase", async () => {
    const { user, made } = await openSettings({
      status: vaultStatus({ state: "memoryOnly", keyStore: "memory", exists: false }),
    });
    await user.click(screen.getByRole("button", { name: "Use a passphrase…" }));
    await user.type(screen.getByLabelText("New passphrase"), "long enough now");
    await user.type(screen.getByLabelText("The same again"), "long enough now{Enter}");
    expect(await screen.findByText("Your passphrase")).toBeTruthy();
    expect(made("use_passphrase")[0]?.args.form).toEqual({ current: null, passphrase: "long enough now" });
  });

  it("rows that could not be read are a warning", async () => {
    await openSettings({ status: vaultStatus({ damagedRows: 2 }) });
    expect(screen.getByText("2 rows of the vault could not be read.")).toBeTruthy();
  });
});

describe("lock and privacy", () => {
  it("keep each setting without touching the others", async () => {
    const { user, made } = await openSettings();
    await user.selectOptions(screen.getByLabelText("Lock when nobody uses Trilo"), "After 5 minutes");
    await user.click(screen.getByLabelText("Lock with the screen"));
    await user.click(screen.getByLabelText("Private mode"));
    await screen.findByText("Saved");
    expect(made("update_settings").map((call) => call.args.settings)).toEqual([
      { ...settings(), lockAfterIdle: 5 },
      { ...settings(), lockAfterIdle: 5, lockWithScreen: false },
      { ...settings(), lockAfterIdle: 5, lockWithScreen: false, privateMode: true },
    ]);
  });

  it("show what is kept when a change could not be saved", async () => {
    const { user } = await openSettings({
      failing: { update_settings: { code: "diskFull", message: "", details: { path: "/data/vault.db" } } },
    });
    const box = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
    const idle = box("Lock when nobody uses Trilo").value;
    const clipboard = box("Clear the clipboard").value;
    await user.selectOptions(box("Lock when nobody uses Trilo"), "After 5 minutes");
    await user.click(box("Lock with the screen"));
    await user.click(box("Private mode"));
    await user.selectOptions(box("Clear the clipboard"), "Never");
    expect((await screen.findAllByText("The disk is full")).length).toBe(3);
    expect(box("Lock when nobody uses Trilo").value).toBe(idle);
    expect(box("Lock with the screen").checked).toBe(settings().lockWithScreen);
    expect(box("Private mode").checked).toBe(settings().privateMode);
    expect(box("Clear the clipboard").value).toBe(clipboard);
  });

  it("take no second change while one is being saved, and show none", async () => {
    const { user, made, state } = await openSettings();
    let answer: () => void = () => undefined;
    state.waiting.update_settings = new Promise<void>((resolve) => (answer = resolve));
    const box = () => screen.getByLabelText<HTMLInputElement>("Private mode");
    await user.click(box());
    await user.click(box());
    expect(box().checked).toBe(false);
    answer();
    await screen.findByText("Saved");
    expect(box().checked).toBe(true);
    expect(made("update_settings")).toHaveLength(1);
  });

  it("say that there is nothing to lock in memory", async () => {
    await openSettings({ status: vaultStatus({ state: "memoryOnly", keyStore: "memory", exists: false }) });
    expect(screen.getByText("There is nothing to lock while everything is in memory.")).toBeTruthy();
  });
});

describe("a backup", () => {
  it("is written to the suggested path under a passphrase of its own", async () => {
    const { user, made } = await openSettings();
    await user.click(screen.getByRole("button", { name: "Export…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Export a backup" }));
    const path = "/home/mira/Documents/trilo-backup-2026-11-24.age";
    expect(await dialog.findByDisplayValue(path)).toBeTruthy();
    await user.type(dialog.getByLabelText("Passphrase of the backup"), "sealed for the road");
    await user.type(dialog.getByLabelText("The same again"), "sealed for the road{Enter}");
    expect(await screen.findByText("2 registrations, 3 accounts")).toBeTruthy();
    expect(made("export_backup")[0]?.args.form).toEqual({ path, passphrase: "sealed for the road" });
  });

  it("does not overwrite a file", async () => {
    const { user } = await openSettings({
      failing: { export_backup: { code: "backupFileExists", message: "", details: { path: "/x" } } },
    });
    await user.click(screen.getByRole("button", { name: "Export…" }));
    await user.type(screen.getByLabelText("Passphrase of the backup"), "sealed for the road");
    await user.type(screen.getByLabelText("The same again"), "sealed for the road{Enter}");
    expect(await screen.findByText("A file of that name exists")).toBeTruthy();
  });

  async function preview() {
    const opened = await openSettings();
    await opened.user.click(screen.getByRole("button", { name: "Import…" }));
    await opened.user.type(screen.getByLabelText("File"), "/b.age");
    await opened.user.type(screen.getByLabelText("Passphrase of the backup"), "wrong{Enter}");
    expect(await screen.findByText("That is not the backup’s passphrase.")).toBeTruthy();
    await opened.user.clear(screen.getByLabelText("Passphrase of the backup"));
    await opened.user.type(screen.getByLabelText("Passphrase of the backup"), "correct horse battery{Enter}");
    await screen.findByRole("dialog", { name: "What the import does" });
    return opened;
  }

  it("shows what is added, replaced and skipped, and why, before anything changes", async () => {
    const { user, made } = await preview();
    const items = within(screen.getByRole("region", { name: "Items of the backup" }));
    const rows = items.getAllByRole("listitem").map((row) => row.textContent.replace(/\s+/g, " ").trim());
    expect(rows[0]).toBe("Noor Haddad account · Backstage not here yet");
    expect(rows).toContain("Backstage registration the backup’s is newer");
    expect(rows).toContain("Old Robot account · Gone app its registration is not in the backup");
    expect(made("import_backup")).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Import 3 items" }));
    expect(await screen.findByText("2 items added, 1 replaced, 3 skipped.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(made("discard_backup_preview")).toHaveLength(0);
  });

  it("that is read after the import was closed is let go of", async () => {
    const { user, made, state } = await openSettings();
    let answer: () => void = () => undefined;
    state.waiting.preview_backup = new Promise<void>((resolve) => (answer = resolve));
    await user.click(screen.getByRole("button", { name: "Import…" }));
    await user.type(screen.getByLabelText("File"), "/x.age");
    await user.type(screen.getByLabelText("Passphrase of the backup"), "correct horse battery{Enter}");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(made("discard_backup_preview")).toHaveLength(0);
    answer();
    await waitFor(() => {
      expect(made("discard_backup_preview")[0]?.args).toEqual({ id: "preview-1" });
    });
  });

  it("says that unsaved edits are lost where it replaces their registration, and they are", async () => {
    const { user, state } = await openRegistration(/^Backstage/);
    await user.type(screen.getByLabelText("Notes"), "typed and not saved");
    await user.click(screen.getByRole("button", { name: "Settings" }));
    await user.click(await screen.findByRole("button", { name: "Import…" }));
    await user.type(screen.getByLabelText("File"), "/b.age");
    await user.type(screen.getByLabelText("Passphrase of the backup"), "correct horse battery{Enter}");
    expect(await screen.findByText("Backstage has what is not saved.")).toBeTruthy();
    state.registrations = state.registrations.map((one) =>
      one.id === "reg-backstage" ? { ...one, clientId: "imported" } : one,
    );
    await user.click(screen.getByRole("button", { name: "Import 3 items" }));
    await user.click(await screen.findByRole("button", { name: "Close" }));
    await user.keyboard("{Control>}5{/Control}");
    expect((await screen.findByLabelText<HTMLInputElement>("Client id")).value).toBe("imported");
    expect(screen.getByLabelText<HTMLTextAreaElement>("Notes").value).not.toContain("not saved");
  });

  it("puts the keyboard on the heading of what it will do", async () => {
    await preview();
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "What the import does" }));
  });

  it("is let go of when the import is cancelled", async () => {
    const { user, made } = await preview();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(made("discard_backup_preview")[0]?.args).toEqual({ id: "preview-1" });
    expect(made("import_backup")).toHaveLength(0);
  });
});

describe("the catalogue", () => {
  it("takes newer tables, tells what could not be read, and goes back", async () => {
    const { user, made } = await openSettings();
    const card = within(await screen.findByRole("region", { name: "Catalogue" }));
    expect(await card.findByText(/571 scopes and 1,?354 operations/)).toBeTruthy();
    await user.click(card.getByRole("button", { name: "Load tables…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Load newer tables" }));
    await user.type(dialog.getByLabelText("Files"), " ~/scopes.tsv{Enter}{Enter}~/operations.tsv ");
    await user.click(dialog.getByRole("button", { name: "Load" }));
    expect(made("load_catalogue_tables")[0]?.args).toEqual({ files: ["~/scopes.tsv", "~/operations.tsv"] });
    expect(await card.findByText(/2 scopes and 0 operations of them are marked as local/)).toBeTruthy();
    expect(card.getByText("Scopes, line 4: “reed jira” is no scope")).toBeTruthy();
    await user.click(card.getByRole("button", { name: "Remove what was loaded" }));
    expect(await card.findByText(/They came with Trilo/)).toBeTruthy();
  });

  it("says why a file is no table, and keeps what was typed", async () => {
    const error = {
      code: "catalogueTableRefused" as const,
      message: "",
      details: { path: "/x.tsv", problem: "noTable" },
    };
    const { user } = await openSettings({ failing: { load_catalogue_tables: error } });
    await user.click(await screen.findByRole("button", { name: "Load tables…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Load newer tables" }));
    await user.type(dialog.getByLabelText("Files"), "/x.tsv");
    await user.click(dialog.getByRole("button", { name: "Load" }));
    expect((await dialog.findByRole("alert")).textContent).toContain("/x.tsv was not loaded");
    expect(dialog.getByLabelText<HTMLTextAreaElement>("Files").value).toBe("/x.tsv");
  });
});
