// A real OpenID Connect provider on loopback, for tests. It asks nobody for a password: whoever comes is the account
// that the environment names. Prints its address once it listens.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const { EMAIL, VERIFIED, REDIRECTS, AMR } = process.env;
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "trygga",
        client_secret: "a secret of tests alone, long enough",
        redirect_uris: REDIRECTS.split(" "),
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub", "amr"], email: ["email", "email_verified"] },
    conformIdTokenClaims: process.env.IN_ID_TOKEN !== "1",
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ["tests alone"] },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: EMAIL, email_verified: VERIFIED === "1" }),
    }),
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    const { params, session } = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: "somebody", clientId: params.client_id });
    grant.addOIDCScope("openid email");
    const result = { login: { accountId: "somebody", amr: AMR ? AMR.split(" ") : undefined }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: Boolean(session) });
  });
  console.log(issuer);
});
