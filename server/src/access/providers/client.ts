// Owns speaking OpenID Connect with one provider: where to send the browser, and who it brings back (OpenID Connect Core 1.0 §3.1).
import * as oidc from 'openid-client';
import type { ProviderConfig } from './config.ts';

/** Authorization code flow with PKCE (RFC 7636), state and nonce. */
export interface ProviderClient {
  readonly config: ProviderConfig;
  /** Rejects where the provider does not answer. */
  begin(redirectUri: string): Promise<{ url: string; state: string; nonce: string; verifier: string }>;
  /** Claims of the verified ID token and, where there is one, of the user info. Rejects where anything does not fit. */
  complete(
    current: URL,
    expected: { state: string; nonce: string; verifier: string },
  ): Promise<Readonly<Record<string, unknown>> & { sub: string }>;
}

const timeoutSeconds = 10;

export function createProviderClient(config: ProviderConfig): ProviderClient {
  let discovered: Promise<oidc.Configuration> | undefined;
  function discover(): Promise<oidc.Configuration> {
    const insecure = config.issuer.startsWith('http:');
    discovered ??= oidc
      .discovery(new URL(config.issuer), config.clientId, config.clientSecret, undefined, {
        timeout: timeoutSeconds,
        // Only loopback addresses get through the configuration without TLS.
        ...(insecure ? { execute: [oidc.allowInsecureRequests] } : {}),
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
    return discovered;
  }

  return {
    config,
    async begin(redirectUri) {
      const server = await discover();
      const verifier = oidc.randomPKCECodeVerifier();
      const state = oidc.randomState();
      const nonce = oidc.randomNonce();
      const url = oidc.buildAuthorizationUrl(server, {
        redirect_uri: redirectUri,
        scope: config.scopes.join(' '),
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { url: url.href, state, nonce, verifier };
    },
    async complete(current, { state, nonce, verifier }) {
      const server = await discover();
      const tokens = await oidc.authorizationCodeGrant(server, current, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider gave no ID token');
      const { userinfo_endpoint: endpoint } = server.serverMetadata();
      const info = endpoint ? await oidc.fetchUserInfo(server, tokens.access_token, claims.sub) : {};
      return { ...info, ...claims };
    },
  };
}
