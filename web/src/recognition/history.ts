// Owns which steps of applications and certificates have words.
export interface HistoryEvent {
  at: number;
  actorName: string;
  kind: string;
  reason: string | null;
}

export const knownEvents = [
  'created',
  'self_checked',
  'rechecked',
  'submitted',
  'accepted',
  'returned',
  'rejected',
  'approved',
  'withdrawn',
  'document_attached',
  'document_removed',
  'issued',
  'imported',
  'evaluated',
  'passed',
  'warned',
  'expired',
  'renewed',
] as const;
