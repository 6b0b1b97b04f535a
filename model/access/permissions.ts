// Owns the permissions that routes and events declare, and which of them reach an enterprise's own data.

export const permissions = [
  /** Anybody, signed in or not. */
  'public',
  /** Whoever is signed in, about themselves. */
  'self',
  /** Registry: enterprises, sites, workshops, calendars, definitions. */
  'plant.read',
  'plant.write',
  /** Lines and machines. */
  'machines.read',
  /** KPIs of workshops and what is above them. */
  'kpi.read',
  /** KPIs, states and stops of lines and machines. */
  'machine_kpi.read',
  /** Live values, history, messages. */
  'telemetry.read',
  /** Devices not registered, what could not be accepted, credentials. */
  'devices.read',
  'devices.write',
  'users.read',
  'users.write',
  'consents.read',
  'consents.write',
  'disclosures.read',
  /** Sums over enterprises that agreed to be counted in them. */
  'aggregates.read',
  'audit.read',
  'operations.write',
] as const;
export type Permission = (typeof permissions)[number];

/** What an enterprise may let a bureau see, each by itself. */
export const fieldGroups = ['aggregates', 'workshop_kpis', 'machine_kpis', 'telemetry'] as const;
export type FieldGroup = (typeof fieldGroups)[number];

/**
 * Permissions that reach an enterprise's own data: whoever holds them over a district or the whole installation needs the
 * enterprise's consent to one of these field groups.
 */
export const consentedBy: Readonly<Partial<Record<Permission, readonly FieldGroup[]>>> = {
  'machines.read': ['machine_kpis', 'telemetry'],
  'kpi.read': ['workshop_kpis', 'machine_kpis'],
  'machine_kpi.read': ['machine_kpis'],
  'telemetry.read': ['telemetry'],
  'devices.read': ['telemetry'],
};
