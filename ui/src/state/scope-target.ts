import type { AccountSummaryView, RegistrationView } from "../backend";

/** What a choice of scopes is for: a registration, and an account under it when one was named. */
export interface ScopeTarget {
  registration: RegistrationView | undefined;
  account: AccountSummaryView | undefined;
}

/** The registration or account of an id; the first registration without one. */
export function scopeTarget(
  id: string | undefined,
  registrations: readonly RegistrationView[],
  accounts: readonly AccountSummaryView[],
): ScopeTarget {
  const account = accounts.find((one) => one.id === id);
  const wanted = account?.registration ?? id;
  const registration = registrations.find((one) => one.id === wanted) ?? registrations[0];
  return { registration, account };
}
