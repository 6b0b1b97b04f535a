// Owns what is asked of the reading routes in model/api/application-routes.ts and those beside it.
import type { Readings } from '../reading.ts';

const once = () => [{ query: {} }];
/** What these worlds have none of; the matrix asks for them by their ids. */
const none = () => [];

export const applicationReadings = {
  'applications.list': once,
  'applications.choices': once,
  'applications.get': none,
  'applications.document': none,
  'applications.package': none,
  'certificates.list': once,
  'certificates.get': none,
  'certificates.file': none,
  'verification.certificate': none,
} satisfies Partial<Readings>;
