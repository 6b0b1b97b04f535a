// Owns what stands behind the routes of consents and of what was disclosed under them.
import type { Handlers } from '../../platform/http/index.ts';
import { done } from '../../platform/outcome.ts';
import { type ConsentParts, grantConsent, listConsents, withdrawConsent } from './index.ts';
import { disclosuresAsCsv, readDisclosures } from './seen.ts';

type Names = 'consents.list' | 'consents.grant' | 'consents.withdraw' | 'disclosures.list' | 'disclosures.export';

const mostExported = 100_000;

export function consentRoutes(parts: ConsentParts): Handlers<Names> {
  return {
    'consents.list': async ({ query, caller }) => done(await listConsents(parts, caller, query.enterprise)),
    'consents.grant': ({ body, caller }) => grantConsent(parts, caller, body),
    'consents.withdraw': ({ params, caller }) => withdrawConsent(parts, caller, params.id),
    'disclosures.list': async ({ query, caller }) => done(await readDisclosures(parts, caller, query)),
    async 'disclosures.export'({ query, caller }) {
      const disclosures = await readDisclosures(parts, caller, { ...query, limit: mostExported });
      return done(disclosuresAsCsv(disclosures));
    },
  };
}
