import type { AuthorizeUrlView, FindingKind } from "../backend/bindings";

/** What Atlassian's page is known to say to a mistake that can be told from the URL. */
const SAYS: Partial<Record<FindingKind, string>> = {
  clientIdMissing: "“failed to retrieve client”, or another error: the URL names no app.",
  audienceMissing: "“The authorize request was incomplete or invalid”, or “invalid_client”.",
  responseTypeNotCode: "“Incorrect request parameters”, or another error page.",
  parameterRepeated: "“Incorrect request parameters”, if it minds the repeated parameter.",
  callbackMissing: "“callback URL is invalid”, unless the app has one that Atlassian falls back to.",
  scopesMissing: "“This app has not requested any supported Atlassian scopes. Check the authorization URL…”",
  scopeMalformed:
    "“This app has not requested any supported Atlassian scopes”, if no other scope is one that it knows.",
  scopeBreaksConsent: "“Something went wrong” and “There’s nothing here”.",
  scopeUnknown:
    "“Something went wrong. This app has requested scopes that have not been added to the app”, with a list of them, unless the developer console lists them all.",
};

/** What a page that works says, and what can be known only there. */
const CONSENT = [
  "It asks for consent: it names the app and the site, and lists what it asks for.",
  "“redirect_uri is not registered for client”, if the developer console has another callback URL, even by one character.",
  "“This app has requested scopes that have not been added to the app”, if the developer console lacks one under Permissions.",
  "A yellow notice of development mode, or “Your site admin must authorize this app”, if sharing is off and you are not the app’s owner.",
];

/** What the page would say, the likeliest first; with the callback URLs of each of our registrations of that app. */
export function pageSays(
  url: Pick<AuthorizeUrlView, "callback" | "findings">,
  callbacks: readonly (readonly string[])[],
): string[] {
  const kinds = url.findings.map((finding) => finding.kind);
  if (kinds.includes("endpointUnknown"))
    return ["It does not lead to Atlassian’s page, so what it says is not known."];
  const known = kinds.map((kind) => SAYS[kind]).filter((says) => says !== undefined);
  const { callback } = url;
  if (callback !== null && callbacks.length > 0 && !callbacks.some((of) => of.includes(callback)))
    known.push(
      `“redirect_uri is not registered for client: ${callback}”, if the developer console lists the callback URLs of your registration only.`,
    );
  const says = known.filter((text, at) => known.indexOf(text) === at);
  return says.length > 0 ? says : CONSENT;
}
