import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { registrations, sandboxRegistration } from "../preview/fixtures";
import { addRegistration as addOne, openRegistration } from "./window";

describe("a new registration", () => {
  it("offers the callback that local tools use, and saves what was typed", async () => {
    const { user, made } = await addOne();
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Callback URL" }).value).toBe(
      "http://localhost:7007/api/auth/atlassian",
    );
    await user.type(screen.getByLabelText("Name"), "Payments tooling");
    await user.type(screen.getByLabelText("Client id"), "abc");
    await user.type(screen.getByLabelText("Client secret"), "s3cret");
    await user.click(screen.getByRole("button", { name: "Add the deep link" }));
    await user.click(screen.getByRole("checkbox", { name: "read:jira-work" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(made("add_registration")[0]?.args.form).toEqual({
      name: "Payments tooling",
      environment: "development",
      cloud: { kind: "commercial" },
      clientId: "abc",
      secretSource: { kind: "sealed" },
      clientSecret: "s3cret",
      callbacks: ["http://localhost:7007/api/auth/atlassian", "trilo://oauth/callback"],
      scopes: ["read:jira-work"],
      notes: "",
    });
    expect(await screen.findByRole("heading", { level: 1, name: "Payments tooling" })).toBeTruthy();
  });

  it.each([
    ["name", "empty", "Name"],
    ["clientId", "malformed", "Client id"],
    ["clientSecret", "empty", "Client secret"],
    ["callbackUrl", "notAUrl", "Callback URL"],
  ])("a wrong %s is marked at its field", async (field, problem, label) => {
    const { user } = await addOne({
      failing: {
        add_registration: { code: "registrationInvalid", message: "", details: { field, problem } },
      },
    });
    await user.click(screen.getByRole("button", { name: "Save" }));
    const input = screen.getByLabelText(label);
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent).toMatch(
      /^The /,
    );
  });

  it("asks for endpoints of its own only with a custom cloud", async () => {
    const { user } = await addOne();
    expect(screen.queryByLabelText("API URL")).toBeNull();
    await user.selectOptions(screen.getByLabelText("Cloud"), "custom");
    expect(screen.getByLabelText("Authorization URL")).toBeTruthy();
    expect(screen.getByLabelText("API URL")).toBeTruthy();
    expect(screen.queryByRole("option", { name: "Sandbox" })).toBeNull();
  });
});

describe("a registration", () => {
  it("keeps its secret when the field stays empty", async () => {
    const { user, made } = await openRegistration(/^Payments tooling/);
    expect(screen.getByText("Kept; leave empty to keep it.")).toBeTruthy();
    await user.type(screen.getByLabelText("Name"), " two");
    await user.click(screen.getByRole("button", { name: "Save" }));
    const form = made("update_registration")[0]?.args.form as { clientSecret: string | null; name: string };
    expect(form.clientSecret).toBeNull();
    expect(form.name).toBe("Payments tooling two");
  });

  it("says which accounts go with it", async () => {
    const { user, made } = await openRegistration(/^Payments tooling/);
    await user.click(screen.getByRole("button", { name: "Delete…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Delete Payments tooling?" }));
    expect(dialog.getByText(/^Mira Okafor/)).toBeTruthy();
    expect(dialog.getByText(/^Svc Release Notes/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Delete this registration" }));
    expect(made("delete_registration")).toHaveLength(1);
  });

  it("of the sandbox cannot be changed", async () => {
    await openRegistration(/^Trilo sandbox/, { registrations: [...registrations(), sandboxRegistration()] });
    expect(screen.getByText(/cannot be changed/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("Client id").disabled).toBe(true);
    expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
    expect(screen.getByRole("button", { name: "Sign in" })).toBeTruthy();
  });

  it("leads to a sign-in only after asking where that loses choices for another", async () => {
    const { user } = await openRegistration(/^Backstage/);
    await user.keyboard("{Control>}n{/Control}");
    await user.click(await screen.findByRole("radio", { name: "Deep link" }));
    await user.keyboard("{Control>}5{/Control}");
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    const dialog = within(screen.getByRole("dialog", { name: "Discard what you chose?" }));
    await user.click(dialog.getByRole("button", { name: "Discard" }));
    expect((await screen.findByLabelText<HTMLSelectElement>("Registration")).value).toBe("reg-backstage");
  });

  it("leads to a sign-in under it", async () => {
    const { user } = await openRegistration(/^Backstage/);
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByLabelText<HTMLSelectElement>("Registration")).value).toBe("reg-backstage");
  });
});

describe("what is typed into a registration", () => {
  async function typed() {
    const opened = await openRegistration(/^Payments tooling/);
    await opened.user.type(screen.getByLabelText("Name"), " two");
    return opened;
  }
  const name = () => screen.getByLabelText<HTMLInputElement>("Name").value;

  it("stays when Escape is pressed in its field, and on a trip to another section", async () => {
    const { user } = await typed();
    await user.keyboard("{Escape}");
    expect(name()).toBe("Payments tooling two");
    await user.keyboard("{Control>}4{/Control}{Control>}5{/Control}");
    expect(name()).toBe("Payments tooling two");
  });

  it("is lost to another row, or to leaving, only after asking", async () => {
    const { user } = await typed();
    await user.keyboard("{Escape}{Escape}");
    await user.click(await screen.findByRole("button", { name: "Keep editing" }));
    expect(name()).toBe("Payments tooling two");
    await user.click(screen.getByRole("option", { name: /^Backstage/ }));
    const dialog = within(await screen.findByRole("dialog", { name: "Discard what is not saved?" }));
    await user.click(dialog.getByRole("button", { name: "Discard" }));
    await screen.findByRole("heading", { level: 1, name: /^Backstage/ });
    await user.click(screen.getByRole("option", { name: /^Payments tooling/ }));
    expect(name()).toBe("Payments tooling");
  });
});
