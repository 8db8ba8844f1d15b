/** The part of a frontend's app-config that sends only `auth` to a port of this computer. */
export function discoverySnippet(port: number): string {
  return `discovery:
  endpoints:
    - target: http://localhost:${port}/api/auth
      plugins: [auth]`;
}

/** The same, with the environment that the frontend is to name. */
export function appConfigSnippet(port: number, environment: string): string {
  return `${discoverySnippet(port)}
auth:
  environment: ${environment}`;
}

/** How a plugin asks for a token. */
export const TOKEN_SNIPPET = `import { atlassianAuthApiRef, useApi } from '@backstage/core-plugin-api';

const atlassian = useApi(atlassianAuthApiRef);
const token = await atlassian.getAccessToken('read:jira-work');`;

/** How the app offers to sign in, as Backstage's own page describes it. */
export const SIGN_IN_PAGE_SNIPPET = `import { SignInPage } from '@backstage/core-components';
import { atlassianAuthApiRef } from '@backstage/core-plugin-api';

const app = createApp({
  components: {
    SignInPage: props => (
      <SignInPage
        {...props}
        provider={{
          id: 'atlassian-auth-provider',
          title: 'Atlassian',
          message: 'Sign in using Atlassian',
          apiRef: atlassianAuthApiRef,
        }}
      />
    ),
  },
});`;
