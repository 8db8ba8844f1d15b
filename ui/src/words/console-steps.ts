/** What has to be done once in Atlassian's developer console, and what one meets without it. */
export interface ConsoleStep {
  title: string;
  where: string;
  without: string;
}

export const CONSOLE_STEPS: readonly ConsoleStep[] = [
  {
    title: "Create an OAuth 2.0 integration",
    where: "Create, OAuth 2.0 integration. Its Settings page shows the client id and secret.",
    without: "“failed to retrieve client”",
  },
  {
    title: "User identity API: View user profile",
    where: "Permissions, User identity API, Add, then the scope read:me.",
    without: "“This app has requested scopes that have not been added to the app”",
  },
  {
    title: "The APIs of your scopes",
    where:
      "Permissions: add each API that you use and its scopes. offline_access is not listed there and needs nothing.",
    without: "the same page, naming the scopes that are missing",
  },
  {
    title: "Callback URL",
    where: "Authorization, OAuth 2.0 (3LO): exactly the text below.",
    without: "“redirect_uri is not registered for client”",
  },
  {
    title: "Distribution: sharing on",
    where: "Only when others than you sign in.",
    without: "“Your site admin must authorize this app”, for everyone but you",
  },
];
