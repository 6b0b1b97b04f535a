// Owns the policy table: which role holds which permissions, over what it may be granted, and who may grant it.
import type { Level } from '../plant/index.ts';
import type { Permission } from './permissions.ts';

export const roles = [
  'platform_admin',
  'city_officer',
  'district_officer',
  'auditor',
  'enterprise_admin',
  'plant_manager',
  'supervisor',
  'operator',
] as const;
export type Role = (typeof roles)[number];

/** What a role is granted over: the whole installation, or a node of the plant. */
export const grantLevels = ['platform', 'city', 'district', 'enterprise', 'site', 'workshop', 'line'] as const;
export type GrantLevel = 'platform' | Exclude<Level, 'machine'>;

interface RolePolicy {
  permissions: readonly Permission[];
  /** Over what it may be granted. */
  over: readonly GrantLevel[];
  /** Roles its holder may grant and take away, within what the holder's own grant covers. */
  grants: readonly Role[];
}

const watching: readonly Permission[] = [
  'plant.read',
  'machines.read',
  'kpi.read',
  'machine_kpi.read',
  'telemetry.read',
];
const brain: readonly Permission[] = ['registry.read', 'projects.read', 'recognition.read'];
const bureau: readonly Permission[] = [
  ...watching,
  ...brain,
  'aggregates.read',
  'consents.read',
  'disclosures.read',
  'targets.read',
  'cockpit.read',
];

export const policy: Readonly<Record<Role, RolePolicy>> = {
  platform_admin: {
    permissions: [
      ...watching,
      'plant.write',
      'devices.read',
      'devices.write',
      'users.read',
      'users.write',
      'consents.read',
      'disclosures.read',
      'aggregates.read',
      'audit.read',
      'operations.write',
      ...brain,
      'registry.write',
      'targets.read',
      'targets.write',
      'projects.write',
      'schemes.write',
      'cockpit.read',
    ],
    over: ['platform'],
    grants: roles,
  },
  city_officer: {
    permissions: [
      ...bureau,
      'registry.write',
      'targets.write',
      'projects.write',
      'projects.decide',
      'recognition.decide',
      'schemes.write',
    ],
    over: ['city', 'platform'],
    grants: [],
  },
  district_officer: {
    permissions: [...bureau, 'registry.write', 'projects.write', 'projects.decide', 'recognition.review'],
    over: ['district'],
    grants: [],
  },
  auditor: {
    permissions: [...bureau, 'devices.read', 'users.read', 'audit.read'],
    over: ['platform', 'enterprise'],
    grants: [],
  },
  enterprise_admin: {
    permissions: [
      ...watching,
      'plant.write',
      'devices.read',
      'devices.write',
      'users.read',
      'users.write',
      'consents.read',
      'consents.write',
      'disclosures.read',
      'audit.read',
      ...brain,
      'registry.write',
      'projects.write',
      'recognition.apply',
    ],
    over: ['enterprise'],
    grants: ['auditor', 'enterprise_admin', 'plant_manager', 'supervisor', 'operator'],
  },
  plant_manager: {
    permissions: [
      ...watching,
      ...brain,
      'plant.write',
      'devices.read',
      'devices.write',
      'users.read',
      'users.write',
      'projects.write',
    ],
    over: ['site'],
    grants: ['supervisor', 'operator'],
  },
  supervisor: { permissions: [...watching, 'devices.read'], over: ['workshop', 'line'], grants: [] },
  operator: { permissions: watching, over: ['workshop', 'line'], grants: [] },
};
