import type { ConsoleApiView } from "../backend/bindings";

/** What every sign-in asks for, and what the console calls it. */
export const PROFILE = { scope: "read:me", name: "View user profile" } as const;

/** The console's APIs as one finds them under Permissions. */
const APIS = [
  "User identity API",
  "Jira API",
  "Jira Service Management API",
  "Confluence API",
  "Personal data reporting API",
  "User REST API",
] as const;

/** The console's APIs that are not among those. */
export function apisBesides(needed: readonly ConsoleApiView[]): string[] {
  return APIS.filter((api) => !needed.some((one) => one.api === api));
}
