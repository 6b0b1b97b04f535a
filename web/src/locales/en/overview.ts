// English words: overview page.
import type { overview as zh } from '../zh-CN/overview.ts';

export const overview: typeof zh = {
  enterprises: 'Enterprises',
  find: 'Find an enterprise by name',
  notFound: 'No enterprise has such a name',
  counts: {
    site: 'sites: {count}',
    workshop: 'workshops: {count}',
    machine: 'machines: {count}',
    none: 'No site is registered yet',
  },
  title: 'Overview',
  outputPlan: 'Output / plan',
  output: 'Output',
  noTarget: 'No output target set',
  planHint: 'Plan = target {rate} × {hours} scheduled so far',
  states: 'Machine states',
  stateCount: '{state}: {count}',
  noMachines: 'No machines yet',
  trend: 'OEE, last 7 days',
  trendPrevious: '7 days before',
  trendHint: 'OEE: last 7 days (solid) and the 7 days before (dashed)',
  energy: 'Energy',
  comparedTo: 'Compared with {period}',
  empty: {
    title: 'No plant yet',
    text: 'Takt needs to know the enterprise, site, workshops, lines and machines. One YAML file sets them up:',
    alternative:
      'Each part can also be written through the API, and machines that already publish can be claimed under Devices.',
    docs: 'API documentation',
    devices: 'Pending devices',
    copy: 'Copy',
    copied: 'Copied',
  },
  noWorkshops: {
    title: 'This site has no workshops yet',
    text: 'Once a workshop is set up through the API, its figures appear here.',
  },
};
