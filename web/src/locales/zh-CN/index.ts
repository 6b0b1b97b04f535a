// All Chinese messages. Their shape is what every other language must have.
import { charts } from './charts.ts';
import { common } from './common.ts';
import { devices } from './devices.ts';
import { kpi } from './kpi.ts';
import { machine } from './machine.ts';
import { overview } from './overview.ts';
import { states } from './states.ts';
import { workshop } from './workshop.ts';

export const messages = { common, states, kpi, charts, overview, devices, workshop, machine };
export type Messages = typeof messages;
