// Owns what the matrix asks of the routes in model/api/application-routes.ts and those beside it.
import type { Made, Samples } from './sample.ts';

/** Whoever may take a step is told that it was another state they saw. */
const stale = 999;
const application = ({ tenant: { mark } }: Made) => ({ id: `ap-${mark}` });
const certificate = ({ tenant: { mark } }: Made) => ({ id: `ce-${mark}` });
const subject = ({ tenant: { mark } }: Made) => ({ kind: 'workshop' as const, id: `rw-${mark}` });
const list = { input: () => ({ query: {} }), rows: true } as const;

export const applicationSamples = {
  'applications.list': list,
  'applications.choices': list,
  'applications.create': {
    input: (made) => ({ body: { scheme: 'nowhere', subject: subject(made) } }),
    at: 'enterprise',
  },
  'applications.get': { input: (made) => ({ params: application(made) }), at: 'enterprise' },
  'applications.selfCheck': {
    input: (made) => ({ params: application(made), body: { revision: stale, answers: {} } }),
    at: 'enterprise',
  },
  'applications.submit': {
    input: (made) => ({ params: application(made), body: { revision: stale } }),
    at: 'enterprise',
  },
  'applications.withdraw': {
    input: (made) => ({ params: application(made), body: { revision: stale } }),
    at: 'enterprise',
  },
  'applications.review': {
    input: (made) => ({ params: application(made), body: { revision: stale, decision: 'accept' } }),
    at: 'district',
  },
  'applications.decide': {
    input: (made) => ({ params: application(made), body: { revision: stale, decision: 'approve' } }),
    at: 'platform',
  },
  'applications.attach': {
    input: (made) => ({
      params: application(made),
      query: { name: 'x.pdf', criterion: 'mes', revision: stale },
      body: new Uint8Array([1]),
    }),
    at: 'enterprise',
  },
  'applications.detach': {
    input: (made) => ({
      params: { ...application(made), document: `do-${made.tenant.mark}` },
      query: { revision: stale },
    }),
    at: 'enterprise',
  },
  'applications.document': {
    input: (made) => ({ params: { ...application(made), document: `do-${made.tenant.mark}` } }),
    at: 'enterprise',
  },
  'applications.package': {
    input: (made) => ({ params: { ...application(made), package: `pk-${made.tenant.mark}` }, query: {} }),
    at: 'enterprise',
  },
  'certificates.list': list,
  'certificates.get': { input: (made) => ({ params: certificate(made) }), at: 'enterprise' },
  'certificates.file': { input: (made) => ({ params: certificate(made), query: {} }), at: 'enterprise' },
  'certificates.import': {
    input: (made) => ({
      body: { number: 'X', scheme: 'nowhere', subject: subject(made), issuedOn: '2026-01-01', validUntil: null },
    }),
    at: 'platform',
  },
  'certificates.check': {
    input: (made) => ({
      params: { ...certificate(made), check: 'x' },
      body: { outcome: 'passed', revision: stale },
    }),
    at: 'district',
  },
  'certificates.withdraw': {
    input: (made) => ({ params: certificate(made), body: { revision: stale, reason: 'x' } }),
    at: 'platform',
  },
  'verification.certificate': { input: ({ tenant: { mark } }) => ({ params: { number: `CE-${mark}` } }) },
  'verification.package': { input: () => ({ body: new Uint8Array([1]) }) },
} satisfies Partial<Samples>;
