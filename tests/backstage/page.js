// A frontend reduced to what signs in: Backstage's own client classes, and a button for each pending request in the place
// of its dialog.

import {
  AtlassianAuth,
  ConfigReader,
  OAuthRequestManager,
  UrlPatternDiscovery,
} from "@backstage/core-app-api";

const settings = new URLSearchParams(location.search);
const requests = new OAuthRequestManager();

const auth = AtlassianAuth.create({
  discoveryApi: UrlPatternDiscovery.compile(settings.get("auth").replace(/auth$/, "{{ pluginId }}")),
  oauthRequestApi: requests,
  environment: "development",
  configApi: new ConfigReader({ enableExperimentalRedirectFlow: settings.get("flow") === "redirect" }),
});

requests.authRequest$().subscribe((pending) => {
  const buttons = pending.map((request) => {
    const button = document.createElement("button");
    button.textContent = `Log in with ${request.provider.title}`;
    button.onclick = () =>
      request.trigger().catch((error) => (document.querySelector("#error").textContent = error.message));
    return button;
  });
  document.querySelector("#requests").replaceChildren(...buttons);
});

window.backstage = { auth };
document.title = "ready";
