// Owns the list of migrations in the order they are applied. A released migration is never changed.
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';
import { foundation } from './0001-foundation.ts';
import { plantChanges } from './0002-plant-changes.ts';
import { plantRevision } from './0003-plant-revision.ts';
import { leases } from './0004-leases.ts';
import { sharedWork } from './0005-shared-work.ts';
import { deviceCredentials } from './0006-device-credentials.ts';
import { access } from './0007-access.ts';
import { audit } from './0008-audit.ts';
import { changesAudited } from './0009-changes-audited.ts';
import { registry } from './0010-registry.ts';
import { retrofit } from './0011-retrofit.ts';
import { recognition } from './0012-recognition.ts';
import { targets } from './0013-targets.ts';

export function migrations(engine: Engine): Record<string, Migration> {
  return {
    '0001-foundation': foundation(engine),
    '0002-plant-changes': plantChanges(engine),
    '0003-plant-revision': plantRevision(engine),
    '0004-leases': leases(engine),
    '0005-shared-work': sharedWork(engine),
    '0006-device-credentials': deviceCredentials(engine),
    '0007-access': access(engine),
    '0008-audit': audit(engine),
    '0009-changes-audited': changesAudited(),
    '0010-registry': registry(engine),
    '0011-retrofit': retrofit(engine),
    '0012-recognition': recognition(engine),
    '0013-targets': targets(engine),
  };
}
