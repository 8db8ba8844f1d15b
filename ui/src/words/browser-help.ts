import type { Actor } from "./errors";

/** What a browser may show when nothing comes back, why, and who can do what about it. */
export interface BrowserHelp {
  id: string;
  shows: string;
  causes: { cause: string; actor: Actor; fix: string }[];
}

export const BROWSER_HELP: readonly BrowserHelp[] = [
  {
    id: "something-went-wrong",
    shows: "“Something went wrong” on an Atlassian page",
    causes: [
      {
        cause: "The page lists scopes that have not been added to the app.",
        actor: "appOwner",
        fix: "Add them in the developer console under Permissions. Or leave them out here and try again.",
      },
      {
        cause: "The page says that the app requested no supported scopes.",
        actor: "you",
        fix: "Go back and choose scopes that belong to one of Atlassian’s APIs.",
      },
      {
        cause: "The page says that the request was incomplete or invalid, or that the context is invalid.",
        actor: "you",
        fix: "It is an old or reopened page. Press “Open the browser again”, or start again.",
      },
    ],
  },
  {
    id: "redirect-uri",
    shows: "“redirect_uri is not registered” or “callback URL is invalid”",
    causes: [
      {
        cause:
          "The callback URL differs from the console’s by at least one character: host, port, path or a slash at the end. localhost and 127.0.0.1 count as different.",
        actor: "appOwner",
        fix: "Copy the callback URL from here into the developer console, under Authorization.",
      },
    ],
  },
  {
    id: "client",
    shows: "“failed to retrieve client” or “invalid_client”",
    causes: [
      {
        cause:
          "Atlassian knows no app with this client id. It was mistyped, deleted, or belongs to another cloud.",
        actor: "you",
        fix: "Compare the client id in the registration with the console’s Settings page.",
      },
    ],
  },
  {
    id: "unreachable",
    shows: "“This site can’t be reached”, localhost refused",
    causes: [
      {
        cause:
          "You accepted, but the browser does not run on the computer that Trilo runs on, such as over SSH or a remote desktop.",
        actor: "you",
        fix: "Copy the address from the browser’s bar and paste it beside this list.",
      },
      {
        cause: "A VPN or proxy sends local addresses elsewhere.",
        actor: "you",
        fix: "Exclude localhost and 127.0.0.1 from the proxy, or paste the address.",
      },
    ],
  },
  {
    id: "admin",
    shows: "“Your site admin must authorize this app”",
    causes: [
      {
        cause: "The site does not allow apps that users install themselves.",
        actor: "siteAdmin",
        fix: "Allow user-installed apps under Connected apps, Settings, or consent once as an admin.",
      },
      {
        cause: "The app is not shared, so only its owner can consent.",
        actor: "appOwner",
        fix: "Turn on sharing in the developer console under Distribution.",
      },
    ],
  },
  {
    id: "no-site",
    shows: "It asks me to choose a site and the list is empty",
    causes: [
      {
        cause: "The Atlassian account in the browser has no site with the products that the scopes speak of.",
        actor: "you",
        fix: "Switch to the right account on that page, or ask for the scopes of fewer products.",
      },
      {
        cause: "The account is a customer of a help centre only and has no licence.",
        actor: "siteAdmin",
        fix: "Give the account access to the product.",
      },
    ],
  },
  {
    id: "wrong-person",
    shows: "It shows somebody else’s account or sites",
    causes: [
      {
        cause: "The browser is already signed in to Atlassian with another account.",
        actor: "you",
        fix: "Switch accounts on the page, or copy the address into a private window.",
      },
    ],
  },
  {
    id: "not-reviewed",
    shows: "A warning that the app is in development or not reviewed",
    causes: [
      {
        cause: "That is expected of an app that Atlassian has not approved. It does not stop the sign-in.",
        actor: "you",
        fix: "Go on if you know the app.",
      },
    ],
  },
  {
    id: "accepted",
    shows: "I accepted, and the page stays empty or keeps loading",
    causes: [
      {
        cause:
          "The link back to Trilo was not handed over. The browser may have asked whether to open Trilo.",
        actor: "you",
        fix: "Allow the browser to open Trilo, or copy the address from its bar and paste it beside this list.",
      },
    ],
  },
  {
    id: "nothing",
    shows: "Nothing opened at all",
    causes: [
      {
        cause: "The system has no default browser, or it opened on another desktop or behind this window.",
        actor: "you",
        fix: "Press “Copy the address” and open it in a browser yourself.",
      },
    ],
  },
];
