import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { settings } from "../preview/fixtures";
import { expectAccessible, openWindow } from "./window";

const ISSUE = "GET /rest/api/3/issue/{issueIdOrKey}";
const ADD_COMMENT = "POST /rest/api/3/issue/{issueIdOrKey}/comment";

async function openBench(overrides: Parameters<typeof openWindow>[0] = {}) {
  const opened = openWindow(overrides);
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}2{/Control}");
  await screen.findByRole("heading", { level: 1, name: "Scopes" });
  await screen.findByRole("checkbox", { name: "Read issues" });
  const box = screen.getByRole("searchbox", { name: "Find scopes and operations" });
  const chosen = () => within(screen.getByRole("region", { name: "Chosen" }));
  return { ...opened, box, chosen };
}

/** Types without the delays of a person, as jsdom draws slowly. */
async function search(box: HTMLElement, text: string) {
  box.focus();
  await fireEvent.input(box, { target: { value: text } });
}

describe("the scopes bench", () => {
  it("finds an operation, and Enter adds it with the fewest scopes that open it", async () => {
    const { user, box, chosen } = await openBench();
    await search(box, "get issue");
    await screen.findByRole("checkbox", { name: ISSUE });
    await user.keyboard("{Enter}");
    expect(await chosen().findByRole("checkbox", { name: "Keep read:jira-work" })).toBeTruthy();
    expect(chosen().getByText(/^needed by Get issue/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Sign in with 3 scopes" })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: ISSUE }).checked).toBe(true);
  });

  it("is used by the keyboard alone: arrows move, Space chooses, typing goes on in the box", async () => {
    const { user, box } = await openBench();
    await search(box, "comment");
    await screen.findByRole("checkbox", { name: ADD_COMMENT });
    await user.keyboard("{ArrowDown}{ArrowDown} ");
    expect(document.activeElement?.getAttribute("aria-label")).toBe(ADD_COMMENT);
    expect(await screen.findByRole("checkbox", { name: "Keep write:jira-work" })).toBeTruthy();
    await user.keyboard("s");
    expect(document.activeElement).toBe(box);
  });

  it("locks the scopes of every sign-in, with the reason", async () => {
    const { chosen } = await openBench();
    for (const name of ["Keep offline_access", "Keep read:me"])
      expect((await chosen().findByRole<HTMLInputElement>("checkbox", { name })).disabled).toBe(true);
    expect(chosen().getByText("Always asked for: keeps you signed in.")).toBeTruthy();
  });

  it("takes an operation along with the scope that it needs", async () => {
    const { user, box, chosen } = await openBench();
    await search(box, "get issue");
    await user.click(await screen.findByRole("checkbox", { name: ISSUE }));
    await user.click(await chosen().findByRole("checkbox", { name: "Keep read:jira-work" }));
    await waitFor(() => {
      expect(screen.getByRole<HTMLInputElement>("checkbox", { name: ISSUE }).checked).toBe(false);
    });
    await user.click(chosen().getByRole("button", { name: "Undo the last change" }));
    expect(await chosen().findByRole("checkbox", { name: "Keep read:jira-work" })).toBeTruthy();
  });

  it("accepts an unknown scope and marks it", async () => {
    const { user, box, chosen } = await openBench();
    await search(box, "read:jira-work read:quantum:jira");
    await user.click(await screen.findByRole("button", { name: "Choose all of it" }));
    expect(await chosen().findByText(/^Not in Trilo’s catalogue\./)).toBeTruthy();
    expect(await screen.findByText("1 scope not in the catalogue.")).toBeTruthy();
  });

  it("reads what a pasted text calls", async () => {
    const { user, box, made } = await openBench();
    box.focus();
    await user.paste("await get('/rest/api/3/issue/PAY-1');\nawait get('/wiki/rest/api/search');\n");
    expect(await screen.findByText(/^This text calls/)).toBeTruthy();
    expect((made("search_catalogue").at(-1)?.args.form as { text: string }).text).toContain("PAY-1");
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("checkbox", { name: "Read issues" })).toBeTruthy();
  });

  it("has a box of three states for the scopes of an API", async () => {
    const { user, box } = await openBench();
    await search(box, "confluence content");
    const all = await screen.findByRole<HTMLInputElement>("checkbox", { name: "All of Confluence API here" });
    await user.click(await screen.findByRole("checkbox", { name: "write:confluence-content" }));
    await waitFor(() => {
      expect(all.indeterminate).toBe(true);
    });
    await user.click(all);
    await waitFor(() => {
      expect([all.checked, all.indeterminate]).toEqual([true, false]);
    });
  });

  it("says what is registered and what is new", async () => {
    const { user, box, chosen } = await openBench();
    await search(box, "jira-w");
    await user.click(await screen.findByRole("checkbox", { name: "read:jira-work" }));
    expect(await chosen().findByText("registered")).toBeTruthy();
    await search(box, "webhook");
    await user.click(await screen.findByRole("checkbox", { name: "manage:jira-webhook" }));
    expect(await chosen().findByText("new")).toBeTruthy();
  });

  it("leads to a sign-in with the set, and into a registration’s form", async () => {
    const { user, box } = await openBench();
    await search(box, "webhook");
    await user.click(await screen.findByRole("checkbox", { name: "manage:jira-webhook" }));
    await user.click(screen.getByRole("button", { name: "Sign in with 3 scopes" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Sign in" })).toBeTruthy();
    await user.keyboard("{Control>}2{/Control}");
    await user.click(await screen.findByRole("button", { name: "More" }));
    await user.click(screen.getByRole("menuitem", { name: "Put into Backstage · development" }));
    await screen.findByRole("heading", { level: 1, name: /^Backstage/ });
    expect(screen.getByText("Not saved yet")).toBeTruthy();
  });

  it("compares scopes of another kind and takes them", async () => {
    const { user, box, chosen } = await openBench();
    await search(box, "get issue");
    await user.click(await screen.findByRole("checkbox", { name: ISSUE }));
    await user.click(await screen.findByRole("button", { name: "Compare with granular scopes first" }));
    await user.click(screen.getByRole("button", { name: "Use granular scopes first" }));
    expect(await chosen().findByRole("checkbox", { name: "Keep read:issue-meta:jira" })).toBeTruthy();
  });

  it("keeps presets of one’s own, and shares them as text", async () => {
    const { user, box, made } = await openBench({
      settings: { ...settings(), scopePresets: [{ name: "Old", summary: "", scopes: ["read:jira-user"] }] },
    });
    await search(box, "webhook");
    await user.click(await screen.findByRole("checkbox", { name: "manage:jira-webhook" }));
    await user.click(screen.getByRole("button", { name: "Presets…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Presets" }));
    await user.click(dialog.getByRole("button", { name: "Copy Old to share it" }));
    expect(made("copy_text").at(-1)?.args.text).toBe("# Old\nread:jira-user\n");
    await user.type(dialog.getByLabelText("Save what is chosen as"), "Hooks");
    await user.click(dialog.getByRole("button", { name: "Save preset" }));
    const saved = made("update_settings").at(-1)?.args.settings as { scopePresets: { name: string }[] };
    expect(saved.scopePresets.map((preset) => preset.name)).toEqual(["Old", "Hooks"]);
    await expectAccessible();
  });

  it("has a page for each operation and scope, with its documentation", async () => {
    const { user, box, made } = await openBench();
    await search(box, "get issue");
    await user.click(await screen.findByRole("button", { name: `About ${ISSUE}` }));
    const page = within(await screen.findByRole("region", { name: "Page" }));
    await user.click(await page.findByRole("button", { name: "read:issue-details:jira" }));
    expect(await page.findByText("Operations that accept it")).toBeTruthy();
    await expectAccessible();
    await user.click(page.getByRole("button", { name: "Open Atlassian’s documentation" }));
    expect(made("open_documentation")[0]?.args.form).toEqual({
      kind: "scope",
      scope: "read:issue-details:jira",
    });
    await user.keyboard("{Escape}");
    expect(await page.findByRole("heading", { name: "Get issue" })).toBeTruthy();
  });

  it("has no fault that axe finds, empty and with something chosen", async () => {
    const { user, box } = await openBench();
    await expectAccessible();
    await search(box, "issue");
    await user.click(await screen.findByRole("checkbox", { name: ISSUE }));
    await user.click(await screen.findByRole("button", { name: /open$/ }));
    await expectAccessible();
  });
});
