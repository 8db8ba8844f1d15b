import type { ScopeView } from "../backend/bindings";

/** An API of the developer console, with those of its scopes that an app needs. */
export interface ConsoleApi {
  api: string;
  scopes: string[];
}

const USER_IDENTITY = "User identity API";
/** What every sign-in asks for, and what the console calls it. */
export const PROFILE = { scope: "read:me", name: "View user profile" } as const;

/** The console's APIs as one finds them under Permissions. */
const APIS = [
  USER_IDENTITY,
  "Jira API",
  "Jira Service Management API",
  "Confluence API",
  "Personal data reporting API",
  "User REST API",
] as const;

/** Granular scopes say at their end what they belong to; some of Jira Service Management's have entries of their own. */
const GRANULAR: readonly [RegExp, string][] = [
  [/:incident:jira-service-management$/, "JSM Incident API"],
  [/:ops-\w+:jira-service-management$/, "JSM Ops API"],
  [/:jira-service-management$/, "Jira Service Management API"],
  [/:jira(-software)?$/, "Jira API"],
  [/:confluence$/, "Confluence API"],
  [/:compass$/, "Compass API"],
];

/** Under which API nobody knows. */
export const UNKNOWN_API = "Where the console lists them";

/** Which APIs to add for scopes, the one that every sign-in needs first; what needs no entry is left out. */
export function apisOf(scopes: readonly string[], known: readonly ScopeView[]): ConsoleApi[] {
  const apis = new Map<string, string[]>([[USER_IDENTITY, [PROFILE.scope]]]);
  for (const scope of scopes) {
    if (scope === "offline_access" || scope === PROFILE.scope) continue;
    const api = apiOf(scope, known);
    apis.set(api, [...(apis.get(api) ?? []), scope]);
  }
  return [...apis].map(([api, of]) => ({ api, scopes: of }));
}

/** The console's APIs that are not among those. */
export function apisBesides(needed: readonly ConsoleApi[]): string[] {
  return APIS.filter((api) => !needed.some((one) => one.api === api));
}

function apiOf(scope: string, known: readonly ScopeView[]): string {
  const listed = known.find((one) => one.scope === scope)?.api;
  return listed ?? GRANULAR.find(([end]) => end.test(scope))?.[1] ?? UNKNOWN_API;
}
