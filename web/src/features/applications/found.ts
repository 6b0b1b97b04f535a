// Owns which codes of results have words.
export const knownReasons = [
  'not_said',
  'no_equipment',
  'no_project',
  'no_start',
  'not_connected',
  'no_data',
  'indicator_gone',
  'not_comparable',
  'not_shared',
  'effect_not_shown',
  'effect_worse',
] as const;

export const knownSources = ['equipment', 'figure', 'telemetry', 'effect', 'project', 'certificates'] as const;
