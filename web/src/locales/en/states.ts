// English words: machine states, time categories, connections.
import type { states as zh } from '../zh-CN/states.ts';

export const states: typeof zh = {
  producing: 'Producing',
  setup: 'Setup',
  minorStop: 'Minor stop',
  down: 'Down',
  starved: 'Starved',
  blocked: 'Blocked',
  idle: 'Idle',
  plannedStop: 'Planned stop',
  unknown: 'No data',
  unscheduled: 'Unscheduled',
  connection: { online: 'Online', offline: 'Offline', silent: 'Silent', never: 'Never seen' },
};
