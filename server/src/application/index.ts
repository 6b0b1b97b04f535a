// Public surface of applications for recognition and of certificates: routes, and what becomes of certificates by itself.
import type { applicationRoutes as declared } from '@takt/model/api';
import type { Caller } from '../platform/caller.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import { createApplication, selfCheck, submit, withdraw } from './apply.ts';
import { certificateHandlers } from './certificates/routes.ts';
import { noSuchApplication } from './change.ts';
import { readChoices } from './choices.ts';
import { decideOver } from './decide.ts';
import { attach, detach, readDocument } from './documents.ts';
import { readPackageFile } from './package-file.ts';
import type { ApplicationParts } from './parts.ts';
import { listApplications, type SentApplication, tellApplication } from './read.ts';
import { limited, verifyCertificate, verifyPackage, verifyWindowMs } from './verify.ts';

export { followCertificates } from './certificates/jobs.ts';
export type { ApplicationParts } from './parts.ts';

export function applicationHandlers(parts: ApplicationParts): Handlers<keyof typeof declared> {
  const asked = parts.counters({ name: 'verification', windowMs: verifyWindowMs });
  const tell = async (caller: Caller, id: string): Promise<Outcome<SentApplication>> => {
    const told = await tellApplication(parts, caller, id);
    return told ? done(told) : noSuchApplication();
  };
  /** What it is like after a step that was taken. */
  const after = async (caller: Caller, id: string, taken: Outcome<unknown>) => (taken.ok ? tell(caller, id) : taken);
  return {
    'applications.list': async ({ query, caller }) => done(await listApplications(parts, caller, query)),
    'applications.choices': async ({ query, caller }) => done(await readChoices(parts, caller, query.text)),
    async 'applications.create'({ body, caller }) {
      const made = await createApplication(parts, caller, body);
      return made.ok ? tell(caller, made.value) : made;
    },
    'applications.get': ({ params, caller }) => tell(caller, params.id),
    'applications.selfCheck': async ({ params: { id }, body, caller }) =>
      after(caller, id, await selfCheck(parts, caller, id, body)),
    'applications.submit': async ({ params: { id }, body, caller }) =>
      after(caller, id, await submit(parts, caller, id, body)),
    'applications.withdraw': async ({ params: { id }, body, caller }) =>
      after(caller, id, await withdraw(parts, caller, id, body)),
    'applications.review': async ({ params: { id }, body, caller }) =>
      after(caller, id, await decideOver(parts, caller, id, { ...body, permission: 'recognition.review' })),
    'applications.decide': async ({ params: { id }, body, caller }) =>
      after(caller, id, await decideOver(parts, caller, id, { ...body, permission: 'recognition.decide' })),
    'applications.attach': async ({ params: { id }, query, body, caller }) =>
      after(caller, id, await attach(parts, caller, id, { query, content: body })),
    'applications.detach': async ({ params, query, caller }) =>
      after(caller, params.id, await detach(parts, caller, params, query.revision)),
    'applications.document': ({ params, caller }) => readDocument(parts, caller, params),
    'applications.package': ({ params, query, caller }) => readPackageFile(parts, caller, { ...params, ...query }),
    ...certificateHandlers(parts),
    'verification.certificate': ({ params, caller }) =>
      limited(asked, caller, () => verifyCertificate(parts, params.number)),
    'verification.package': ({ body, caller }) => limited(asked, caller, () => verifyPackage(parts, body)),
  };
}
