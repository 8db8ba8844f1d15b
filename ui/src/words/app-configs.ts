import type {
  AppConfigEnvironmentView,
  AppConfigFindingKind,
  AppConfigFindingView,
} from "../backend/bindings";

/** What to do about what was found in an app-config. */
const FINDING_ADVICE: Record<AppConfigFindingKind, string> = {
  variableUnset: "Type its value below, or name a .env file that sets it.",
  valueRefused: "Backstage does not take this value either. Correct it in the file.",
  olderScopesKey: "Trilo reads it. Rename it before you update Backstage.",
  mergeKeyIgnored: "Write the keys out in the file.",
  layerNotRead: "Name the file itself if it belongs to what you import.",
  secretInSharedFile:
    "Write ${AUTH_ATLASSIAN_CLIENT_SECRET} there and put the secret into app-config.local.yaml or a variable. If others have the file, make a new secret in the developer console.",
  sameClient: "Give each environment an app of its own in the developer console.",
  configVariableRefused: "Correct the variable that Trilo was started with, then start Trilo again.",
};

/** What to do about a finding. */
export function appConfigAdvice(kind: AppConfigFindingKind): string {
  return FINDING_ADVICE[kind];
}

/** `app-config.yaml:12:3` */
export function appConfigPlace({
  file,
  line,
  column,
}: Pick<AppConfigFindingView, "file" | "line" | "column">): string {
  return [file, line, line === null ? null : column].filter((part) => part !== null).join(":");
}

/** Why an environment cannot be imported; nothing when it can. */
export function appConfigLack(
  environment: Pick<AppConfigEnvironmentView, "clientId" | "hasClientSecret">,
): string | undefined {
  if (environment.clientId === null) return "It has no client id.";
  return environment.hasClientSecret ? undefined : "It has no client secret.";
}
