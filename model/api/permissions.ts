// Owns the permissions routes and events declare. Who holds them is decided by the access capability.
export const permissions = [
  'public',
  'plant.read',
  'plant.write',
  'kpi.read',
  'telemetry.read',
  'devices.read',
  'devices.write',
  'operations.read',
] as const;
export type Permission = (typeof permissions)[number];
