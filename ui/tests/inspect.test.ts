import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { grantView, troubledHistory } from "../preview/inspect";
import { asTable, chosen } from "../src/screens/inspect/matrix-rows";
import { expectAccessible, openWindow } from "./window";

async function openBench(overrides: Parameters<typeof openWindow>[0] = {}) {
  const opened = openWindow(overrides);
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}3{/Control}");
  await screen.findByRole("heading", { level: 1, name: "Inspect" });
  await screen.findByRole("grid", { name: "Scopes by source" });
  const tab = (name: string) => opened.user.click(screen.getByRole("tab", { name }));
  return { ...opened, tab };
}

describe("the inspect bench", () => {
  it("moves through the matrix by keyboard, and the chosen cell says why and what mends it", async () => {
    const { user } = await openBench();
    const [first] = screen.getAllByRole("gridcell", { name: "Asked: granted" });
    if (first) await user.click(first);
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}{ArrowRight}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Answer: missing");
    const why = within(screen.getByRole("region", { name: "The chosen cell" }));
    expect(await why.findByText(/not enabled for this app/)).toBeTruthy();
    expect(why.getByRole("button", { name: "Sign in again" })).toBeTruthy();
    expect(why.getByRole("button", { name: "Open the console" })).toBeTruthy();
  });

  it("tells of a refresh that came back with less, and of a grant that is not what is expected", async () => {
    await openBench({ grantHistory: troubledHistory() });
    expect(await screen.findByText(/came back with less/)).toBeTruthy();
    expect(screen.getByText(/not what you expect/)).toBeTruthy();
  });

  it("shows surprises first, each with its explanation", async () => {
    const { user, tab } = await openBench();
    await tab("Probes");
    await user.click(await screen.findByRole("button", { name: "Run 6 probes" }));
    const [first] = await screen.findAllByRole("option", { name: /surprise/ });
    if (first) await user.click(first);
    expect(await screen.findByText("This person may not use Confluence here")).toBeTruthy();
    expect(screen.getByText("1 as expected, 1 surprise")).toBeTruthy();
  });

  it("reads what is pasted, and sends nothing", async () => {
    const { user, made } = await openBench();
    await user.selectOptions(screen.getByRole("combobox", { name: "Account or token to inspect" }), "pasted");
    const field = screen.getByRole("textbox", { name: "Token" });
    await fireEvent.input(field, { target: { value: "hello there" } });
    expect(await screen.findByText(/This is no token/)).toBeTruthy();
    await fireEvent.input(field, { target: { value: "eyJhbGciOi.eyJzdWIi.c2ln" } });
    await screen.findByText("Read as a token.");
    expect(made("look_up_token")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Send it and look" }));
    expect(made("look_up_token")).toHaveLength(1);
  });

  it("writes a report without people unless they are wanted", async () => {
    const { user, made } = await openBench();
    await user.click(screen.getByRole("button", { name: "Report…" }));
    await screen.findByDisplayValue("/home/mira/trilo-grant.html");
    await user.click(screen.getByRole("button", { name: "Write the report" }));
    await screen.findByRole("heading", { name: "The report is written" });
    expect(made("write_report")[0]?.args).toMatchObject({ form: { format: "html", personal: false } });
  });

  it.each(["Grant", "Opens", "Token", "Probes", "Compare", "History"])("has no fault on %s", async (name) => {
    const { tab } = await openBench();
    await tab(name);
    await expectAccessible();
  });
});

describe("the rows of the matrix", () => {
  it("are filtered by words and by what is wrong with them", () => {
    const scopes = (text: string, show: Parameters<typeof chosen>[2]) =>
      chosen(grantView(), text, show, "api").flatMap((group) => group.rows.map((row) => row.scope));
    expect(scopes("confluence", "all")).toEqual(["search:confluence"]);
    expect(scopes("", "lacking")).toEqual(["write:jira-work", "search:confluence"]);
    expect(scopes("", "extra")).toEqual(["manage:jira-webhook"]);
    expect(scopes("", "granted")).not.toContain("search:confluence");
  });

  it("are copied as a table in which no name begins a formula", () => {
    const view = grantView();
    const columns = view.columns.map((column) => ({ ...column, name: `=${column.name}` }));
    const table = asTable({ ...view, columns }, view.rows);
    expect(table.split("\n")).toHaveLength(6);
    expect(table).not.toMatch(/\t=/);
  });
});
