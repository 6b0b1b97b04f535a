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
  /** What a bureau keeps of enterprises: registry records, equipment, contacts, declared figures. */
  'registry.read',
  'registry.write',
  /** Yearly plans and what became of them. */
  'targets.read',
  'targets.write',
  /** Retrofit projects; deciding over them where their approval route asks for it. */
  'projects.read',
  'projects.write',
  'projects.decide',
  /** Recognition: criteria, applications, certificates; the steps of an application by who takes them. */
  'recognition.read',
  'recognition.apply',
  'recognition.review',
  'recognition.decide',
  'schemes.write',
  /** Sums and lists over a district or a city, and reports of them. */
  'cockpit.read',
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
