import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { backstageBusy, backstageOff, backstageOn, consentQuestion } from "../preview/backstage";
import type { World } from "../preview/backend";
import { busyWords, requestTone, requestWords } from "../src/words/backstage";
import { expectAccessible, openWindow } from "./window";

const ASKS = "http://localhost:3000 wants tokens";

async function openProvider(overrides: Partial<World> = {}) {
  const opened = openWindow(overrides);
  await screen.findAllByRole("option");
  await opened.user.keyboard("{Control>}6{/Control}");
  await screen.findByRole("heading", { level: 1, name: "Backstage provider" });
  return opened;
}

describe("the provider that is off", () => {
  it("is turned on once there is something to serve", async () => {
    const { user, made } = await openProvider();
    const on = await screen.findByRole<HTMLButtonElement>("button", { name: "Turn on" });
    expect(on.disabled).toBe(true);
    await user.click(screen.getByRole("checkbox", { name: "Backstage" }));
    await expectAccessible();
    await user.click(on);
    expect(await screen.findByText("Serving at http://localhost:7007/api/auth")).toBeTruthy();
    expect(made("update_backstage")[0]?.args).toMatchObject({
      settings: { on: true, port: 7007, source: { kind: "registrations", ids: ["reg-backstage"] } },
    });
    expect(screen.queryByRole("button", { name: "Save and serve anew" })).toBeNull();
  });

  it("takes an app-config, and a port that is one", async () => {
    const { user, made } = await openProvider();
    await user.selectOptions(await screen.findByLabelText("Apps from"), "A Backstage app-config");
    await user.type(screen.getByLabelText("Folder or files"), "~/backstage");
    const port = screen.getByLabelText("Port");
    await user.clear(port);
    await user.type(port, "70000");
    expect(screen.getByText("A port is 1 to 65535.")).toBeTruthy();
    await user.clear(port);
    await user.type(port, "7008");
    await user.selectOptions(
      screen.getByLabelText("Who somebody is in Backstage"),
      "As signIn.resolvers of the app-config say",
    );
    await user.click(screen.getByRole("button", { name: "Save" }));
    const source = { kind: "appConfig", files: ["~/backstage"], environmentFile: null };
    await waitFor(() => {
      expect(made("update_backstage")[0]?.args).toMatchObject({
        settings: { on: false, port: 7008, source, identity: { kind: "asConfigured" } },
      });
    });
  });

  it("is turned on from the palette", async () => {
    const settings = { ...backstageOn().settings, on: false };
    const { user, made } = openWindow({ backstage: { ...backstageOff(), settings } });
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("provider on{Enter}");
    expect(await screen.findByText(/^Serving at/)).toBeTruthy();
    expect(made("update_backstage")).toHaveLength(1);
  });
});

describe("the provider that serves", () => {
  it("shows who is signed in and what was asked, and ends a session", async () => {
    const { user, made } = await openProvider({ backstage: backstageOn() });
    await screen.findByText("Mira Okafor");
    const requests = within(screen.getByRole("list", { name: "Requests, the latest first" }));
    expect(requests.getByText("Origin 'http://evil.test' is not allowed")).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: /^End the session of Mira Okafor/ }));
    expect(await screen.findByText(/^No browser is signed in/)).toBeTruthy();
    expect(made("end_browser_session")[0]?.args).toEqual({ digest: "digest-1" });
  });

  it("takes back what an origin was allowed, and takes origins away", async () => {
    const { user, made, state } = await openProvider({ backstage: backstageOn() });
    await user.click(await screen.findByRole("button", { name: "Revoke http://localhost:3000" }));
    await waitFor(() => {
      expect(screen.queryByRole("button", { name: /^Revoke/ })).toBeNull();
    });
    await user.type(screen.getByLabelText("Add an origin"), "http://localhost:3001{Enter}");
    await waitFor(() => {
      expect(state.backstage.settings.origins).toEqual(["http://localhost:3000", "http://localhost:3001"]);
    });
    await user.click(screen.getByRole("button", { name: "Remove http://localhost:3000" }));
    await waitFor(() => {
      expect(state.backstage.settings.origins).toEqual(["http://localhost:3001"]);
    });
    expect(made("revoke_origin")).toHaveLength(2);
  });

  it("gives what the frontend and the console need, to copy", async () => {
    const { user, made } = await openProvider({ backstage: backstageOn() });
    await user.click(await screen.findByRole("button", { name: "Copy the callback of development" }));
    await user.click(screen.getByRole("button", { name: "Copy: app-config.yaml" }));
    const copied = made("copy_text").map((call) => String(call.args.text));
    expect(copied[0]).toBe("http://localhost:7007/api/auth/atlassian/handler/frame");
    expect(copied[1]).toContain("target: http://localhost:7007/api/auth");
  });
});

describe("a port that is taken", () => {
  it("is told with who probably holds it, and another one is offered", async () => {
    const { user, made } = await openProvider({ backstage: backstageBusy() });
    expect(await screen.findByText("Port 7007 is in use by node.")).toBeTruthy();
    expect(screen.getByText(/Backstage itself probably holds it/)).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Serve on 7008" }));
    expect(await screen.findByText("Serving at http://localhost:7008/api/auth")).toBeTruthy();
    expect(made("update_backstage")[0]?.args).toMatchObject({ settings: { port: 7008, on: true } });
  });

  it("is told otherwise when Trilo itself holds it, or nobody knows", () => {
    expect(busyWords(7007, "trilo").text).toMatch(/^Another Trilo serves there already/);
    expect(busyWords(9000, null)).toEqual({
      title: "Port 9000 is in use.",
      text: "Choose another port, or stop that program.",
    });
  });
});

describe("a frontend that asks", () => {
  it("is allowed once with the account that is chosen", async () => {
    const { user, made } = openWindow({ backstage: backstageOn(), questions: [consentQuestion()] });
    const asks = within(await screen.findByRole("dialog", { name: ASKS }));
    expect(asks.getByText("write:jira-work")).toBeTruthy();
    const allow = asks.getByRole<HTMLButtonElement>("button", { name: "Allow once" });
    expect(allow.disabled).toBe(true);
    await expectAccessible();
    await waitFor(() => {
      expect(allow.disabled).toBe(false);
    });
    await user.click(allow);
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    const answer = { kind: "allow", account: "acc-mira", remember: false };
    expect(made("answer_consent_question")[0]?.args).toEqual({ id: 1, answer });
  });

  it("goes through Atlassian’s page when nobody has enough scopes", async () => {
    const { user, made } = openWindow({ questions: [consentQuestion({ accounts: [] })] });
    const asks = within(await screen.findByRole("dialog", { name: ASKS }));
    const remember = asks.getByRole<HTMLButtonElement>("button", { name: "Allow and remember" });
    await waitFor(() => {
      expect(remember.disabled).toBe(false);
    });
    await user.click(remember);
    const answer = { kind: "allow", account: null, remember: true };
    expect(made("answer_consent_question")[0]?.args).toEqual({ id: 1, answer });
  });

  it("gets nothing when the dialog is refused, and the next question follows", async () => {
    const other = consentQuestion({ id: 2, origin: "http://localhost:4000" });
    const { user, made } = openWindow({ questions: [consentQuestion(), other] });
    const asks = within(await screen.findByRole("dialog", { name: ASKS }));
    expect(asks.getByText(/1 other question waiting/)).toBeTruthy();
    await user.click(asks.getByRole("button", { name: "Refuse" }));
    expect(made("answer_consent_question")[0]?.args).toEqual({ id: 1, answer: { kind: "refuse" } });
    expect(await screen.findByRole("dialog", { name: "http://localhost:4000 wants tokens" })).toBeTruthy();
  });
});

describe("a request", () => {
  it("is called by what it is for", () => {
    expect(requestWords({ path: "/api/auth/atlassian/refresh" })).toBe("Token");
    expect(requestWords({ path: "/api/auth/atlassian" })).toBe("Callback");
    expect(requestWords({ path: "/robots.txt" })).toBe("Something else");
    expect([302, 401, 403, 503].map((status) => requestTone({ status }))).toEqual([
      "ok",
      "neutral",
      "bad",
      "warn",
    ]);
  });
});
