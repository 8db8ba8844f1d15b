import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import * as fixtures from "../preview/fixtures";
import type { OfferView } from "../src/backend/bindings";
import { pageSays } from "../src/words/consent-pages";
import { addRegistration, expectAccessible, openWindow } from "./window";

const shared = fixtures.sharedRegistration();
const OFFER: OfferView = {
  id: "offer-1",
  file: null,
  content: { kind: "registration", shared: { ...shared, cloud: { kind: "commercial" } }, findings: [] },
};
const STRANGE: OfferView = {
  ...OFFER,
  content: {
    kind: "registration",
    shared,
    findings: [{ kind: "scopeUnknown", severity: "warning", subject: "read:x", fix: null }],
  },
};

const dialog = (name: string) => screen.findByRole("dialog", { name });
const ASKS = "Add a registration that was shared?";

describe("a registration that a link offers", () => {
  it("is shown, and adds nothing before it is saved with a secret", async () => {
    const { user, made } = openWindow({ offers: [OFFER] });
    const asks = within(await dialog(ASKS));
    expect(asks.getByText(/^A link asks Trilo for this/)).toBeTruthy();
    for (const text of ["Release notes", "Shared1", /trilo:\/\/oauth\/callback/])
      expect(asks.getByText(text)).toBeTruthy();
    expect(asks.getByText("read:jira-work")).toBeTruthy();
    await expectAccessible();
    await user.click(asks.getByRole("button", { name: "Continue" }));
    await screen.findByRole("heading", { level: 1, name: "Add a registration" });
    expect(screen.getByLabelText<HTMLInputElement>("Client id").value).toBe("Shared1");
    expect(made("add_registration")).toHaveLength(0);
    expect(made("dismiss_offer")[0]?.args).toEqual({ id: "offer-1" });
  });

  it("goes when it is not wanted, and the next one is asked about", async () => {
    const { user, state } = openWindow({ offers: [OFFER, { ...STRANGE, id: "offer-2" }] });
    const asks = within(await dialog(ASKS));
    expect(asks.getByText("1 other offer waiting.")).toBeTruthy();
    await user.click(asks.getByRole("button", { name: "Do not add" }));
    expect(await screen.findByText("These addresses are not Atlassian’s.")).toBeTruthy();
    expect(state.offers.map((offer) => offer.id)).toEqual(["offer-2"]);
  });

  it("with addresses of others goes on only when the person says to know them", async () => {
    const { user } = openWindow({ offers: [STRANGE] });
    const asks = within(await dialog(ASKS));
    expect(asks.getByText(/auth\.example\.com and api\.example\.com/)).toBeTruthy();
    expect(asks.getByText("read:x is not in Trilo’s catalogue")).toBeTruthy();
    const go = asks.getByRole<HTMLButtonElement>("button", { name: "Continue" });
    expect(go.disabled).toBe(true);
    await user.click(asks.getByRole("checkbox", { name: /^I know these addresses/ }));
    expect(go.disabled).toBe(false);
  });

  it("asks first where it would replace what was typed", async () => {
    const { user, state, emit } = await addRegistration();
    await user.type(screen.getByLabelText("Name"), "Mine");
    state.offers = [OFFER];
    await emit("offers-changed", null);
    await user.click(within(await dialog(ASKS)).getByRole("button", { name: "Continue" }));
    await user.click(
      within(await dialog("Discard what is not saved?")).getByRole("button", { name: "Keep editing" }),
    );
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Mine");
    await user.click(within(await dialog(ASKS)).getByRole("button", { name: "Continue" }));
    await user.click(
      within(await dialog("Discard what is not saved?")).getByRole("button", { name: "Discard" }),
    );
    await waitFor(() => {
      expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Release notes");
    });
  });

  it("waits while the vault is locked", async () => {
    openWindow({
      offers: [OFFER],
      status: fixtures.status({ vault: { ...fixtures.status().vault, state: "locked" } }),
    });
    await screen.findByRole("heading", { level: 1 });
    expect(screen.queryByRole("dialog", { name: ASKS })).toBeNull();
  });

  it("that holds a secret says so and can only be closed", async () => {
    const error = { code: "sharedRegistrationHoldsSecret" as const, message: "", details: {} };
    openWindow({ offers: [{ id: "offer-1", file: "/srv/x.trilo", content: { kind: "refused", error } }] });
    const asks = within(await dialog("This cannot be added"));
    expect(asks.getByText("The shared registration holds a secret")).toBeTruthy();
    expect(asks.queryByRole("button", { name: "Continue" })).toBeNull();
  });
});

it("an app-config that was dropped opens its import", async () => {
  const files = ["/srv/app-config.yaml"];
  const { user, made } = openWindow({
    offers: [{ id: "offer-1", file: "/srv/app-config.yaml", content: { kind: "appConfig", files } }],
  });
  await user.click(within(await dialog("Import an app-config?")).getByRole("button", { name: "Continue" }));
  await user.click(within(await dialog("Import an app-config")).getByRole("button", { name: "Read" }));
  expect(made("read_app_config")[0]?.args.form).toMatchObject({ files });
});

describe("looking at an authorization URL", () => {
  it("shows what it asks, what is wrong with it and what the page would say, and adds nothing", async () => {
    const { user, made } = openWindow();
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}5{/Control}");
    await user.click(await screen.findByRole("button", { name: "Other ways to add" }));
    await user.click(screen.getByRole("menuitem", { name: "Look at an authorization URL…" }));
    await user.type(screen.getByLabelText("Authorization URL"), "https://auth.atlassian.com/authorize?x");
    await user.click(screen.getByRole("button", { name: "Look" }));
    const report = within(await screen.findByRole("region", { name: "What the URL says" }));
    expect(report.getByText("auth.atlassian.com/authorize")).toBeTruthy();
    expect(report.getByText("The URL has no PKCE challenge by S256")).toBeTruthy();
    expect(report.getByText(/There’s nothing here/)).toBeTruthy();
    expect(report.queryByRole("button", { name: "Remove email" })).toBeNull();
    expect(made("add_registration")).toHaveLength(0);
    await expectAccessible();
  });

  const finding = (kind: "endpointUnknown" | "audienceMissing") =>
    ({ kind, severity: "error", subject: "", fix: null }) as const;

  it.each([
    ["is not known elsewhere", [finding("endpointUnknown"), finding("audienceMissing")], [], /not known/],
    ["tells a missing audience", [finding("audienceMissing")], [], /incomplete or invalid/],
    [
      "tells a callback that none of ours has",
      [],
      [["http://127.0.0.1/b"]],
      /redirect_uri is not registered/,
    ],
    ["asks for consent when all is well", [], [["http://localhost/b"]], /^It asks for consent/],
  ])("the page %s", (_, findings, ours, says) => {
    expect(pageSays({ callback: "http://localhost/b", findings }, ours)[0]).toMatch(says);
  });
});
