import { screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { pieces, took } from "../src/words/exchanges";
import { expectAccessible, openWindow } from "./window";

async function openFailure() {
  const opened = openWindow();
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}3{/Control}");
  await opened.user.click(await screen.findByRole("option", { name: /^Renew token failed/ }));
  await screen.findByRole("heading", { level: 1, name: "Renew token failed" });
  return opened;
}

describe("an attempt", () => {
  test("opens at the step that failed, with what was sent and what was removed", async () => {
    const { user } = await openFailure();
    const panel = await screen.findByRole("tabpanel", { name: "Request" });
    expect(panel.textContent).toContain("POST https://auth.atlassian.com/oauth/token");
    expect(within(panel).getByText("token #c41e07").tagName).toBe("MARK");
    await user.click(screen.getByRole("tab", { name: "Response" }));
    expect(screen.getByRole("tabpanel").textContent).toContain("unauthorized_client");
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("tabpanel", { name: "Timing" }).textContent).toContain("not known");
    expect(screen.getByText(/this would have come next: Read the profile/)).toBeTruthy();
    await expectAccessible();
  });

  test("is searched for by the backend, and narrowed by how it ended", async () => {
    const { user, made } = await openFailure();
    await user.type(screen.getByLabelText("Filter attempts"), "unauthorized");
    await user.selectOptions(screen.getByRole("combobox", { name: "How it ended" }), "failed");
    await screen.findByRole("option", { name: /^Renew token failed/ });
    expect(made("search_attempts").at(-1)?.args).toMatchObject({
      form: { text: "unauthorized", outcomes: ["failed"] },
    });
  });

  test("is compared with another one", async () => {
    const { user } = await openFailure();
    await user.click(screen.getByRole("button", { name: "Compare…" }));
    const dialog = await screen.findByRole("dialog", { name: "Compare two attempts" });
    expect(await within(dialog).findByText("Renew the token: status")).toBeTruthy();
    expect(within(dialog).getByText("The same: registration, scopes, versions.")).toBeTruthy();
  });
});

describe("a bundle", () => {
  test("shows what goes in, leaves out what is struck out, and is written", async () => {
    const { user, made } = await openFailure();
    await user.click(screen.getByRole("button", { name: "Bundle…" }));
    const dialog = await screen.findByRole("dialog", { name: "Make a bundle" });
    await user.click(await within(dialog).findByRole("checkbox", { name: /^Settings/ }));
    await user.click(within(dialog).getByRole("button", { name: "Write 3 items" }));
    expect(await screen.findByRole("dialog", { name: "The bundle is written" })).toBeTruthy();
    expect(made("write_bundle")[0]?.args).toMatchObject({ form: { id: "draft", struck: ["settings"] } });
  });

  test("of another machine is looked at, marked as such, and closed again", async () => {
    const { user } = await openFailure();
    await user.click(screen.getByRole("button", { name: "Open a bundle…" }));
    await user.type(await screen.findByRole("textbox", { name: "File" }), "/tmp/far.zip");
    await user.click(screen.getByRole("button", { name: "Open" }));
    expect(await screen.findByText("From another machine")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Bundle…" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(await screen.findByRole("button", { name: "Open a bundle…" })).toBeTruthy();
  });
});

test("marks of removed values are told apart from the text around them, and from what only looks so", () => {
  expect(pieces("a ‹token#3f9a2c› b ‹x›")).toEqual([
    { text: "a " },
    { kind: "token", mark: "3f9a2c" },
    { text: " b ‹x›" },
  ]);
  expect([took(null), took(1_230), took(331_000)]).toEqual(["not known", "1.2 ms", "331 ms"]);
});
