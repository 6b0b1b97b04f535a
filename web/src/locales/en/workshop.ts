// English words: workshop page.
import type { workshop as zh } from '../zh-CN/workshop.ts';

export const workshop: typeof zh = {
  title: 'Workshop',
  machines: 'Machines now',
  machinesOf: '{line} · {count} machines',
  since: 'for {duration}',
  good: 'Good this shift',
  unheard: 'Last heard {time}',
  versus: 'Compared with {period}',
  waterfall: 'Where the time went: from calendar time to good pieces',
  waterfallHint: 'Machine time of all machines; time for good pieces ÷ planned busy time = OEE',
  sixLosses: 'Six big losses',
  sixLossesHint:
    'Of planned busy time. Start-up losses cannot be told from defects in process and are counted with them.',
  losses: {
    equipmentFailure: 'Equipment failure',
    setupAdjustment: 'Setup and adjustment',
    idlingMinorStops: 'Idling and minor stops',
    reducedSpeed: 'Reduced speed',
    defects: 'Defects (with start-up losses)',
  },
  output: 'Output per hour',
  outputTarget: 'Target {rate}',
  states: 'Machine states over time',
  stops: 'Top stops',
  stopsHint: 'Top {count} · share of all stopped and waiting time',
  tooLong: 'This chart shows at most {days} days. Choose a shorter range.',
  notYet: 'This time has not begun yet.',
  noMachines: 'This workshop has no machines yet.',
  noMachinesHint:
    'Register machines through the API or a YAML file, or claim devices that already publish under Devices.',
  plan: 'Plan {plan} pcs · {share} reached',
  coverage: 'Coverage {coverage}',
};
