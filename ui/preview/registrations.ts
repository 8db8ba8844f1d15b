import type {
  ConsoleStepsForm,
  CallbackCheckForm,
  CallbackCheckView,
  ExportRegistrationForm,
  ImportAppConfigForm,
  MoveRegistrationForm,
  RegistrationForm,
  RegistrationView,
} from "../src/backend/bindings";
import * as fixtures from "./fixtures";
import type { Answers, World } from "./backend";

/** What the mocked backend answers about registrations. */
export function registrationAnswers(state: World): Answers {
  return {
    add_registration: ({ form }: { form: RegistrationForm }) => {
      const added = registrationFrom(`reg-${state.registrations.length}`, form, undefined);
      state.registrations = [...state.registrations, added];
      return added;
    },
    update_registration: ({ registration, form }: { registration: string; form: RegistrationForm }) => {
      const known = state.registrations.find((one) => one.id === registration);
      const changed = registrationFrom(registration, form, known);
      state.registrations = state.registrations.map((one) => (one.id === registration ? changed : one));
      return changed;
    },
    delete_registration: ({ registration }: { registration: string }) => {
      state.registrations = state.registrations.filter((one) => one.id !== registration);
      state.accounts = state.accounts.filter((one) => one.registration !== registration);
      return null;
    },
    duplicate_registration: ({ registration }: { registration: string }) => {
      const copies = state.registrations
        .filter((one) => one.id === registration)
        .map((one) => ({ ...one, id: `${one.id}-copy`, name: `${one.name} (copy)`, accounts: 0 }));
      state.registrations = [...state.registrations, ...copies];
      return `${registration}-copy`;
    },
    move_registration: ({ form }: { form: MoveRegistrationForm }) => {
      const moved = state.registrations.filter((one) => one.id === form.registration);
      const rest = state.registrations.filter((one) => one.id !== form.registration);
      const at = rest.findIndex((one) => one.id === form.before);
      state.registrations = rest.toSpliced(at < 0 ? rest.length : at, 0, ...moved);
      return null;
    },
    check_off_console_steps: ({ form }: { form: ConsoleStepsForm }) => {
      state.registrations = state.registrations.map((one) =>
        one.id === form.registration ? { ...one, consoleSteps: form.steps } : one,
      );
      return null;
    },
    read_app_config: () => state.appConfig,
    import_app_config: ({ form }: { form: ImportAppConfigForm }) => {
      state.changedAppConfigs = [];
      const chosen = state.appConfig.environments.filter((one) => form.environments.includes(one.name));
      return { registrations: chosen.map((one) => one.known ?? "reg-backstage") };
    },
    discard_app_config: () => null,
    list_offers: () => state.offers,
    list_questions: () => [],
    dismiss_offer: ({ id }: { id: string }) => {
      state.offers = state.offers.filter((offer) => offer.id !== id);
      return null;
    },
    changed_app_configs: () => state.changedAppConfigs,
    export_registration: ({ form }: { form: ExportRegistrationForm }) => ({
      name: form.format === "dotenv" ? "payments-tooling.env" : "app-config.payments-tooling.yaml",
      text: `# ${form.format}\nauth:\n  providers:\n    atlassian:\n      production:\n        clientId: 9f2kQvT1\n        clientSecret: \${AUTH_ATLASSIAN_CLIENT_SECRET}\n`,
    }),
    check_callback: ({ form }: { form: CallbackCheckForm }) => callbackCheck(form),
    read_authorization_url: () => fixtures.authorizeUrl(),
    read_shared_registration: () => fixtures.sharedRegistration(),
    reveal_client_secret: () => ({ clientSecret: "ATOAsEcReTmAdEuPfOrThePrEvIeW" }),
  };
}

function registrationFrom(
  id: string,
  form: RegistrationForm,
  known: RegistrationView | undefined,
): RegistrationView {
  return {
    ...form,
    id,
    hasClientSecret: true,
    callbacks: form.callbacks.map((url) => ({ url, wayBack: "loopback" })),
    accounts: known?.accounts ?? 0,
    position: 0,
    findings: [],
    consoleSteps: known?.consoleSteps ?? [],
  };
}

function callbackCheck({ callbackUrl }: CallbackCheckForm): CallbackCheckView {
  if (callbackUrl.startsWith("https:"))
    return {
      wayBack: "paste",
      works: true,
      facts: [{ kind: "pasted", value: callbackUrl, ok: true }],
      error: null,
    };
  if (callbackUrl.startsWith("trilo:"))
    return {
      wayBack: "deepLink",
      works: false,
      facts: [
        { kind: "handler", value: "other-app.desktop", ok: false },
        { kind: "opened", value: "", ok: true },
        { kind: "cameBack", value: "", ok: false },
      ],
      error: { code: "callbackCheckFailed", message: "", details: { problem: "notBack" } },
    };
  return {
    wayBack: "loopback",
    works: true,
    facts: [
      { kind: "listening", value: "127.0.0.1:7007, [::1]:7007", ok: true },
      { kind: "reached", value: "127.0.0.1", ok: true },
      { kind: "reached", value: "[::1]", ok: false },
      { kind: "reached", value: "localhost", ok: true },
    ],
    error: null,
  };
}
