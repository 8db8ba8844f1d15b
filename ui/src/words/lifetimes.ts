import type { AccountView } from "../backend/bindings";
import { clockTime, date, dayAndTime, plural, span } from "./times";

type Lived = Pick<AccountView, "summary" | "token" | "renewal" | "idleSince" | "idleLimit" | "consentedAt">;

const DAY = 24 * 60 * 60 * 1000;

/** When the access token ends. */
export function tokenLine({ token }: Pick<AccountView, "token">, now: number): string {
  if (token.expiresAt === null) return "Atlassian did not say when it expires";
  if (token.expiresAt <= now) return `expired ${dayAndTime(token.expiresAt, now)}`;
  return `expires in ${span(token.expiresAt - now)}, ${dayAndTime(token.expiresAt, now)}`;
}

/** What Trilo does about it by itself. */
export function renewalLine({ summary, token, renewal }: Lived, now: number): string {
  if (summary.signInAgain) return "not renewed any more: sign in again";
  if (!token.renewable) return "not renewed: there is no refresh token";
  const at = renewal.failure?.retryAt ?? renewal.dueAt;
  if (at === null) return "renewed when it is needed";
  return at <= now
    ? "Trilo renews it as soon as it can"
    : `Trilo renews it in ${span(at - now)}, at ${clockTime(at)}`;
}

/** How long the refresh token lies unused, and until when it may. */
export function refreshTokenLine({ idleSince, idleLimit }: Lived, now: number): string {
  if (idleLimit === null) return "none";
  return `idle since ${dayAndTime(idleSince, now)}, lapses about ${date(idleLimit)}`;
}

/** How old the consent is. */
export function consentLine({ consentedAt }: Lived, caution: number, now: number): string {
  const age = Math.max(0, Math.floor((now - consentedAt) / DAY));
  const old = age === 0 ? "given today" : `${plural(age, "day")} old`;
  return caution <= now ? `${old}, past 365 days` : `${old}, caution from ${date(caution)} (365 days)`;
}
