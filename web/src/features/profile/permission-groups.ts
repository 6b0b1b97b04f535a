// Owns permissions as people think of them: a few things a token may do, instead of a name per route.
import type { Permission } from '@takt/model/access';

/** Each stands for the permissions that only make sense together. */
export const permissionGroups = {
  plant: ['plant.read', 'machines.read'],
  figures: ['kpi.read', 'machine_kpi.read'],
  telemetry: ['telemetry.read'],
  aggregates: ['aggregates.read'],
  plantWrite: ['plant.write'],
  devices: ['devices.read'],
  devicesWrite: ['devices.write'],
  users: ['users.read'],
  usersWrite: ['users.write'],
  registry: ['registry.read'],
  registryWrite: ['registry.write'],
  targets: ['targets.read', 'cockpit.read'],
  targetsWrite: ['targets.write'],
  projects: ['projects.read'],
  projectsWrite: ['projects.write', 'projects.decide'],
  recognition: ['recognition.read'],
  recognitionWrite: ['recognition.apply', 'recognition.review', 'recognition.decide', 'schemes.write'],
  consents: ['consents.read', 'disclosures.read'],
  consentsWrite: ['consents.write'],
  audit: ['audit.read'],
  operations: ['operations.write'],
} as const satisfies Record<string, readonly Permission[]>;
export type PermissionGroup = keyof typeof permissionGroups;

const names = Object.keys(permissionGroups) as PermissionGroup[];

/** Groups that some of the permissions belong to. */
export function groupsOf(permissions: readonly Permission[]): PermissionGroup[] {
  return names.filter((name) => permissionGroups[name].some((one) => permissions.includes(one)));
}

/** Permissions of the chosen groups, as far as they are held. */
export function permissionsOf(groups: readonly PermissionGroup[], held: readonly Permission[]): Permission[] {
  return groups.flatMap((name) => permissionGroups[name].filter((one) => held.includes(one)));
}
