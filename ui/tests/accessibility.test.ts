import { screen } from "@testing-library/svelte";
import { describe, it } from "vitest";
import { failedSignIn, markedAccount, markedSummaries, signIn, troubledAccount } from "../preview/fixtures";
import { expectAccessible, openAccount, openWindow } from "./window";

describe("axe finds no fault", () => {
  it("on the first run", async () => {
    openWindow({ accounts: [], registrations: [], attempts: [] });
    await screen.findByRole("button", { name: "Start the sandbox" });
    await expectAccessible();
  });

  it("on an account, with its menus open", async () => {
    const { user } = openWindow({ details: { "acc-mira": troubledAccount() } });
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "Choose a format" }));
    await expectAccessible();
  });

  it("on the sign-in form", async () => {
    const { user } = openWindow();
    await screen.findAllByRole("option");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await user.click(await screen.findByRole("button", { name: "Authorize URL" }));
    await screen.findByText("redirect_uri");
    await expectAccessible();
  });

  it.each([
    ["waits", signIn()],
    ["failed", failedSignIn()],
  ])("on a sign-in that %s", async (_, view) => {
    const { user } = openWindow({ signIns: [view] });
    const [row] = await screen.findAllByRole("option");
    if (row) await user.click(row);
    await expectAccessible();
  });

  it.each(["Diagnose", "Registrations"])("on %s with something open", async (section) => {
    const { user } = openWindow();
    await user.click(await screen.findByRole("button", { name: section }));
    const [row] = await screen.findAllByRole("option");
    if (row) await user.click(row);
    await expectAccessible();
  });

  it.each([
    "Move to a passphrase…",
    "Rotate vault key…",
    "Keep everything in memory only…",
    "Export…",
    "Import…",
  ])("in the settings’ dialog %s", async (name) => {
    const { user } = openWindow();
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    await user.click(await screen.findByRole("button", { name }));
    await expectAccessible();
  });

  it("on a marked account that reports personal data, and where it was signed out", async () => {
    const { user } = openWindow({ accounts: markedSummaries(), details: { "acc-mira": markedAccount() } });
    await openAccount(user);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "More" }));
    await user.click(screen.getByRole("menuitem", { name: "Sign out…" }));
    await user.click(screen.getByRole("button", { name: "Sign out here" }));
    await screen.findByRole("button", { name: "Dismiss" });
    await expectAccessible();
  });

  it("on the settings", async () => {
    const { user } = openWindow();
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    await screen.findByText("Where secrets rest");
    await expectAccessible();
  });

  it.each(["Label and colour…", "Sign out…"])("in the dialog %s", async (name) => {
    const { user } = openWindow();
    await openAccount(user);
    await user.click(screen.getByRole("button", { name: "More" }));
    await user.click(screen.getByRole("menuitem", { name }));
    await expectAccessible();
  });
});
