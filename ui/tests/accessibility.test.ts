import { screen } from "@testing-library/svelte";
import { describe, it } from "vitest";
import { failedSignIn, signIn, troubledAccount } from "../preview/fixtures";
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
