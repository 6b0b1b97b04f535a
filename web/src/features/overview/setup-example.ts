// Owns the smallest plant one can set up: the example shown before there is one.

export const plantExample = `enterprises:
  acme: { name: Acme }
sites:
  acme-north: { enterprise: acme, name: North works, district: Yuhang, sector: C36, timeZone: Asia/Shanghai }
workshops:
  machining: { site: acme-north, name: Machining, target: { oee: 0.75, outputPerHour: 60 } }
lines:
  line-1: { workshop: machining, name: Line 1 }
machines:
  lathe-1: { line: line-1, name: Lathe 1, idealCycleSeconds: 45 }
`;

export function putCommand(origin: string): string {
  return `curl -X PUT ${origin}/api/v1/plant -H 'Content-Type: application/yaml' --data-binary @plant.yaml`;
}
