// Owns what stands behind the routes of certificates.
import type { certificateRoutes } from '@takt/model/api';
import type { Caller } from '../../platform/caller.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import type { ApplicationParts } from '../parts.ts';
import { importCertificate, noSuchCertificate, recordCheck, withdrawCertificate } from './change.ts';
import { certificateFile } from './file.ts';
import { listCertificates, type SentCertificate, tellCertificate } from './read.ts';
import { readCertificate } from './record.ts';

export function certificateHandlers(parts: ApplicationParts): Handlers<keyof typeof certificateRoutes> {
  const { db } = parts;
  const tell = async (caller: Caller, id: string): Promise<Outcome<SentCertificate>> => {
    const row = await readCertificate(db, caller, id);
    return row ? done(await tellCertificate(parts, caller, row)) : noSuchCertificate();
  };
  return {
    'certificates.list': async ({ query, caller }) => done(await listCertificates(parts, caller, query)),
    'certificates.get': ({ params, caller }) => tell(caller, params.id),
    async 'certificates.file'({ params, query, caller }) {
      const row = await readCertificate(db, caller, params.id);
      return row ? done(await certificateFile(parts, row, query.language)) : noSuchCertificate();
    },
    async 'certificates.import'({ body, caller }) {
      const made = await importCertificate(parts, caller, body);
      return made.ok ? tell(caller, made.value) : made;
    },
    async 'certificates.check'({ params, body, caller }) {
      const recorded = await recordCheck(parts, caller, params, body);
      return recorded.ok ? tell(caller, params.id) : recorded;
    },
    async 'certificates.withdraw'({ params, body, caller }) {
      const withdrawn = await withdrawCertificate(parts, caller, params.id, body);
      return withdrawn.ok ? tell(caller, params.id) : withdrawn;
    },
  };
}
