import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { World } from "../preview/backend";
import { appConfig, appConfigEnvironment } from "../preview/fixtures";
import { appConfigPlace } from "../src/words/app-configs";
import { expectAccessible, openRegistration } from "./window";

const SECRET = "AUTH_ATLASSIAN_CLIENT_SECRET";

async function openImport(overrides: Partial<World> = {}) {
  const opened = await openRegistration(/^Backstage/, overrides);
  await opened.user.click(screen.getByRole("button", { name: "Other ways to add" }));
  await opened.user.click(screen.getByRole("menuitem", { name: "Import app-config…" }));
  return opened;
}

async function read(overrides: Partial<World> = {}) {
  const opened = await openImport(overrides);
  await opened.user.type(screen.getByLabelText("Folder or files"), "~/backstage");
  await opened.user.click(screen.getByRole("button", { name: "Read" }));
  return opened;
}

describe("importing an app-config", () => {
  it("reads the files and the .env file that are named", async () => {
    const { user, made } = await openImport();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Read" }).disabled).toBe(true);
    await user.type(screen.getByLabelText("Folder or files"), "a.yaml{Enter} b.yaml ");
    await user.type(screen.getByLabelText(/^File with environment variables/), "~/.env");
    await user.click(screen.getByRole("button", { name: "Read" }));
    expect(made("read_app_config")[0]?.args.form).toEqual({
      files: ["a.yaml", "b.yaml"],
      environmentFile: "~/.env",
      values: {},
    });
  });

  it("says what it does with each environment, and where something is to be looked at", async () => {
    await read();
    const dialog = within(await screen.findByRole("dialog", { name: "What the import does" }));
    expect(dialog.getByText(/^Updates Backstage\. Its scopes are replaced/)).toBeTruthy();
    expect(dialog.getByText("Adds a registration.")).toBeTruthy();
    expect(dialog.getByText("read:everything")).toBeTruthy();
    expect(dialog.getByText("/home/mira/backstage/app-config.yaml:41:11")).toBeTruthy();
    expect(dialog.getByRole<HTMLInputElement>("checkbox", { name: "production" }).disabled).toBe(true);
    expect(dialog.getByText("It has no client secret.")).toBeTruthy();
    await expectAccessible();
  });

  it("takes in what is chosen, and follows the files if wanted", async () => {
    const { user, made } = await read();
    await user.click(await screen.findByRole("checkbox", { name: "staging" }));
    await user.click(screen.getByRole("checkbox", { name: "Follow these files" }));
    await user.click(screen.getByRole("button", { name: "Import 1 registration" }));
    expect(made("import_app_config")[0]?.args.form).toEqual({
      id: "app-config-1",
      environments: ["development"],
      follow: false,
    });
    expect(screen.queryByRole("dialog", { name: "What the import does" })).toBeNull();
  });

  it("asks for variables that are set nowhere, and reads again with them", async () => {
    const { user, made, state } = await read();
    await user.type(await screen.findByLabelText(SECRET), "s3cret");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: /^Import 2/ }).disabled).toBe(true);
    state.appConfig = appConfig({
      environments: [appConfigEnvironment({ name: "production" })],
      findings: [],
    });
    await user.click(screen.getByRole("button", { name: "Read again" }));
    expect(made("read_app_config")[1]?.args.form).toMatchObject({ values: { [SECRET]: "s3cret" } });
    expect(await screen.findByRole("button", { name: "Import 1 registration" })).toBeTruthy();
  });

  it("is read again by Enter in one of several variables", async () => {
    const missing = ["ONE", "TWO"];
    const { user, made } = await read({
      appConfig: appConfig({ environments: [appConfigEnvironment({ missing })], findings: [] }),
    });
    await user.type(await screen.findByLabelText("ONE"), "1{Enter}");
    expect(made("read_app_config")[1]?.args.form).toMatchObject({ values: { ONE: "1" } });
  });

  it("lets go of what was read: when it is read again, and when it is closed", async () => {
    const { user, made } = await read();
    await user.type(await screen.findByLabelText(SECRET), "s3cret{Enter}");
    expect(made("discard_app_config")).toHaveLength(1);
    screen.getByRole<HTMLDialogElement>("dialog").close();
    expect(made("discard_app_config")).toHaveLength(2);
  });

  it("lets go of what is read after it was closed", async () => {
    const { user, made, state } = await openImport();
    let answer: () => void = () => undefined;
    state.waiting.read_app_config = new Promise<void>((resolve) => (answer = resolve));
    await user.type(screen.getByLabelText("Folder or files"), "~/backstage");
    await user.click(screen.getByRole("button", { name: "Read" }));
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    answer();
    await waitFor(() => {
      expect(made("discard_app_config")[0]?.args).toEqual({ id: "app-config-1" });
    });
  });

  it("over a registration with unsaved edits says that they are lost, and they are", async () => {
    const { user, state } = await openRegistration(/^Backstage/);
    await user.type(screen.getByLabelText("Notes"), "typed and not saved");
    await user.click(screen.getByRole("button", { name: "Other ways to add" }));
    await user.click(screen.getByRole("menuitem", { name: "Import app-config…" }));
    await user.type(screen.getByLabelText("Folder or files"), "~/backstage");
    await user.click(screen.getByRole("button", { name: "Read" }));
    expect(await screen.findByText("Backstage has what is not saved.", { selector: "strong" })).toBeTruthy();
    state.registrations = state.registrations.map((one) =>
      one.id === "reg-backstage" ? { ...one, clientId: "imported" } : one,
    );
    await user.click(screen.getByRole("button", { name: "Import 2 registrations" }));
    await waitFor(() => {
      expect(screen.getByLabelText<HTMLInputElement>("Client id").value).toBe("imported");
    });
    expect(screen.getByLabelText<HTMLTextAreaElement>("Notes").value).not.toContain("not saved");
  });

  it("does not go anywhere when it was closed before it was done", async () => {
    const { user, made, state } = await openRegistration(/^Payments tooling/);
    await user.click(screen.getByRole("button", { name: "Other ways to add" }));
    await user.click(screen.getByRole("menuitem", { name: "Import app-config…" }));
    await user.type(screen.getByLabelText("Folder or files"), "~/backstage");
    await user.click(screen.getByRole("button", { name: "Read" }));
    let answer: () => void = () => undefined;
    state.waiting.import_app_config = new Promise<void>((resolve) => (answer = resolve));
    await user.click(await screen.findByRole("button", { name: "Import 2 registrations" }));
    // What Escape does to a dialog in a real engine.
    screen.getByRole<HTMLDialogElement>("dialog").close();
    answer();
    await screen.findByText("2 registrations imported");
    expect(made("import_app_config")).toHaveLength(1);
    expect(screen.getByRole("heading", { level: 1, name: "Payments tooling" })).toBeTruthy();
  });

  it("says where a file cannot be read", async () => {
    await read({
      failing: {
        read_app_config: {
          code: "appConfigUnreadable",
          message: "",
          details: { path: "app-config.yaml", line: "3", column: "7", problem: "a key is twice" },
        },
      },
    });
    expect((await screen.findByRole("alert")).textContent).toContain("app-config.yaml:3:7: a key is twice.");
  });

  it("can be read again when it is no longer held", async () => {
    const { user, made } = await read({
      failing: { import_app_config: { code: "appConfigGone", message: "", details: {} } },
    });
    await user.click(await screen.findByRole("button", { name: "Import 2 registrations" }));
    await user.click(await screen.findByRole("button", { name: "Read again" }));
    expect(screen.queryByRole("alert")).toBeNull();
    expect(made("read_app_config")).toHaveLength(2);
  });

  it("has nothing to import without an environment", async () => {
    await read({ appConfig: appConfig({ environments: [], findings: [] }) });
    expect(await screen.findByText("These files have no auth.providers.atlassian.")).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Nothing to import" }).disabled).toBe(true);
  });
});

it("a registration whose followed files changed offers to read them again", async () => {
  const { user, made } = await openRegistration(/^Backstage/, {
    changedAppConfigs: [
      {
        registration: "reg-backstage",
        files: ["/home/mira/backstage"],
        environmentFile: "/home/mira/backstage/.env",
      },
    ],
  });
  await user.click(await screen.findByRole("button", { name: "Read again" }));
  await user.click(screen.getByRole("button", { name: "Read" }));
  expect(made("read_app_config")[0]?.args.form).toEqual({
    files: ["/home/mira/backstage"],
    environmentFile: "/home/mira/backstage/.env",
    values: {},
  });
});

describe("the words for an app-config", () => {
  it("name the place as far as it is known", () => {
    expect(appConfigPlace({ file: "a.yaml", line: null, column: null })).toBe("a.yaml");
    expect(appConfigPlace({ file: "a.yaml", line: 4, column: null })).toBe("a.yaml:4");
  });
});
