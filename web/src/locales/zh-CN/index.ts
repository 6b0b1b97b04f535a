// All Chinese messages. Their shape is what every other language must have.
import { access } from './access.ts';
import { audit } from './audit.ts';
import { charts } from './charts.ts';
import { common } from './common.ts';
import { consents } from './consents.ts';
import { devices } from './devices.ts';
import { kpi } from './kpi.ts';
import { machine } from './machine.ts';
import { overview } from './overview.ts';
import { profile } from './profile.ts';
import { invitation, setup, signIn } from './sign-in.ts';
import { states } from './states.ts';
import { users } from './users.ts';
import { workshop } from './workshop.ts';

export const messages = {
  common,
  states,
  kpi,
  charts,
  overview,
  devices,
  workshop,
  machine,
  access,
  signIn,
  setup,
  invitation,
  profile,
  users,
  consents,
  audit,
};
export type Messages = typeof messages;
