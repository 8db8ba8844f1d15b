import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { markedSummaries, strangeSummaries, summary } from "../preview/fixtures";
import { accountEntry, found } from "../src/screens/shell/palette-entries";
import { expectAccessible, openWindow } from "./window";

async function openPalette(overrides: Parameters<typeof openWindow>[0] = {}) {
  const opened = openWindow(overrides);
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}k{/Control}");
  const dialog = within(await screen.findByRole("dialog", { name: "Search or run" }));
  const box = dialog.getByRole("combobox");
  box.focus();
  const pointed = () => document.getElementById(box.getAttribute("aria-activedescendant") ?? "");
  return { ...opened, dialog, box, pointed };
}

describe("the palette", () => {
  it("opens by the key and by the sidebar, and closes on Escape", async () => {
    const { user } = await openPalette();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("combobox")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Search or run…" }));
    expect(await screen.findByRole("combobox", { name: "Search or run" })).toBeTruthy();
  });

  it("finds an account by name, label, e-mail, site and registration, and Enter opens it", async () => {
    const { user, dialog, box } = await openPalette({ accounts: markedSummaries() });
    for (const query of ["svc", "release-notes@", "Svc northwind", "notes payments production"]) {
      await user.clear(box);
      await user.type(box, query);
      expect(dialog.getAllByRole("option")).toHaveLength(1);
    }
    await user.clear(box);
    await user.type(box, "admin");
    expect(dialog.getByRole("option", { name: /Mira Okafor/ })).toBeTruthy();
    await user.keyboard("{Enter}");
    const heading = await screen.findByRole("heading", { level: 1, name: "Mira Okafor" });
    await waitFor(() => {
      expect(document.activeElement).toBe(heading);
    });
    expect(screen.queryByRole("combobox")).toBeNull();
  });

  it("points at a row while the keyboard stays in the field", async () => {
    const { user, box, pointed } = await openPalette();
    expect(pointed()?.textContent).toContain("Sign in");
    await user.keyboard("{ArrowDown}");
    expect(pointed()?.textContent).toContain("Add a registration");
    await user.keyboard("{ArrowUp}{ArrowUp}");
    expect(pointed()?.textContent).toContain("Mira Okafor");
    expect(pointed()?.getAttribute("aria-selected")).toBe("true");
    expect(document.activeElement).toBe(box);
  });

  it("Ctrl+Enter copies the token, and says so in place", async () => {
    const { user, box, dialog, made } = await openPalette();
    await user.type(box, "svc");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await dialog.findByText(/^Token of Svc Release Notes copied, cleared in 4\d s$/)).toBeTruthy();
    expect(made("copy_token")[0]?.args).toEqual({ account: "acc-svc", format: "raw" });
  });

  it("says why a token was not copied", async () => {
    const { user, box, dialog } = await openPalette({
      failing: { copy_token: { code: "clipboardUnavailable", message: "", details: {} } },
    });
    await user.type(box, "svc");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await dialog.findByText("Not copied: The clipboard cannot be written")).toBeTruthy();
  });

  it("runs actions and goes to sections", async () => {
    const { user, box } = await openPalette();
    await user.type(box, "settings{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Settings" })).toBeTruthy();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Search or run" }), "lock{Enter}");
    expect(await screen.findByRole("heading", { name: "Trilo is locked" })).toBeTruthy();
  });

  it("says that nothing matches", async () => {
    const { user, box, dialog } = await openPalette();
    await user.type(box, "zzz");
    expect(dialog.getByText("Nothing matches “zzz”.")).toBeTruthy();
    expect(dialog.getAllByRole("status").map((status) => status.textContent)).toEqual(["0 results", ""]);
  });

  it("says what is announced inside of itself, as all else is silent under it", async () => {
    const { user, box, dialog } = await openPalette();
    await user.type(box, "mira");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await dialog.findByText(/^Copied, cleared in/)).toBeTruthy();
  });

  it("works with 10,000 accounts, of which few are drawn", async () => {
    const accounts = Array.from({ length: 10_000 }, (_, at) =>
      summary({ id: `acc-${at}`, name: `Person ${String(at).padStart(5, "0")}` }),
    );
    const { user, box, dialog, pointed } = await openPalette({ accounts });
    expect(dialog.getAllByRole("option").length).toBeLessThan(40);
    await user.type(box, "09999");
    expect(dialog.getAllByRole("option")).toHaveLength(1);
    expect(pointed()?.textContent).toContain("Person 09999");
  });

  it("ranks names that begin with the query first, quickly", () => {
    const entries = Array.from({ length: 10_000 }, (_, at) =>
      accountEntry(
        summary({ id: String(at), name: at === 9_000 ? "Okapi" : `Mira ${at}`, email: "x@okapi.org" }),
        () => undefined,
      ),
    );
    const before = performance.now();
    const rows = found(entries, "oka");
    expect(performance.now() - before).toBeLessThan(500);
    expect(rows).toHaveLength(10_000);
    expect(rows[0]?.title).toBe("Okapi");
  });

  it("has no fault that axe finds", async () => {
    await openPalette({ accounts: [...markedSummaries(), ...strangeSummaries()] });
    await expectAccessible();
  });
});

describe("a dialog that goes with its screen", () => {
  it("gives the keyboard back to what opened it", async () => {
    const { user } = openWindow();
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    const opener = await screen.findByRole("button", { name: "Rotate vault key…" });
    await user.click(opener);
    screen.getByRole("button", { name: "Cancel" }).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => {
      expect(document.activeElement).toBe(opener);
    });
  });
});
