import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { inView, place, ROW, scrollTo } from "../src/components/list-layout";
import { strangeSummaries, summaries, summary } from "../preview/fixtures";
import { openWindow } from "./window";

describe("the layout of a long list", () => {
  const layout = place([{ title: "All", rows: Array.from({ length: 10_000 }, (_, at) => at) }]);

  it("draws only what is in view, and the active row", () => {
    const rows = inView(layout, 5_000 * ROW, 600, 3).flatMap((group) => group.rows);
    expect(rows.length).toBeLessThan(60);
    expect(rows.some((row) => row.index === 3)).toBe(true);
  });

  it("scrolls just far enough", () => {
    expect(scrollTo(layout, 9_999, 0, 600)).toBe(layout.height - 600);
    expect(scrollTo(layout, 0, 0, 600)).toBeNull();
    expect(scrollTo(layout, 0, 900, 600)).toBe(0);
  });
});

describe("the list of accounts", () => {
  const focused = () => document.activeElement?.textContent ?? "";

  it("is grouped by registration and environment, and names begin with the person", async () => {
    openWindow();
    expect(await screen.findByRole("group", { name: "Payments tooling · production" })).toBeTruthy();
    expect(screen.getByRole("group", { name: "Backstage · development" })).toBeTruthy();
    const names = screen.getAllByRole("option").map((row) => row.textContent.trim());
    expect(names[0]).toMatch(/^(MO)?\s*Mira Okafor/);
    expect(screen.getAllByRole("option", { name: /^Mira Okafor.*42 min/ })).toHaveLength(1);
  });

  it("moves with the arrows and opens beside the list", async () => {
    const { user } = openWindow();
    const [first] = await screen.findAllByRole("option", { name: /^Mira Okafor/ });
    if (first) await user.click(first);
    await user.keyboard("{ArrowDown}");
    expect(await screen.findByRole("heading", { level: 1, name: "Svc Release Notes" })).toBeTruthy();
    expect(focused()).toContain("Svc Release Notes");
    await user.keyboard("{End}{Home}");
    expect(await screen.findByRole("heading", { level: 1, name: "Mira Okafor" })).toBeTruthy();
  });

  it("Enter takes the keyboard to the heading, Escape closes", async () => {
    const { user } = openWindow();
    const [first] = await screen.findAllByRole("option");
    first?.focus();
    await user.keyboard("{Enter}");
    const heading = await screen.findByRole("heading", { level: 1, name: "Mira Okafor" });
    await waitFor(() => {
      expect(document.activeElement).toBe(heading);
    });
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("heading", { level: 1, name: "No account chosen" })).toBeTruthy();
  });

  it("finds by the first letters", async () => {
    const { user } = openWindow({ accounts: [...summaries(), ...strangeSummaries()] });
    const [first] = await screen.findAllByRole("option");
    first?.focus();
    await user.keyboard("ada");
    await waitFor(() => {
      expect(focused()).toContain("Ada");
    });
  });

  it("filters by site, which the slash leads to", async () => {
    const { user } = openWindow({
      accounts: [...summaries(), summary({ id: "x", name: "Only One", siteNames: ["harbour"] })],
    });
    await screen.findAllByRole("option");
    await user.keyboard("/harb");
    await waitFor(() => {
      expect(screen.getAllByRole("option")).toHaveLength(1);
    });
    await user.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.getAllByRole("option")).toHaveLength(4);
    });
  });
});
