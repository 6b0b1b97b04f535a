// All English messages, held to the shape of the Chinese ones.
import type { Messages } from '../zh-CN/index.ts';
import { access } from './access.ts';
import { applications } from './applications.ts';
import { audit } from './audit.ts';
import { charts } from './charts.ts';
import { cockpit } from './cockpit.ts';
import { common } from './common.ts';
import { consents } from './consents.ts';
import { devices } from './devices.ts';
import { effect } from './effect.ts';
import { imports } from './imports.ts';
import { kpi } from './kpi.ts';
import { machine } from './machine.ts';
import { overview } from './overview.ts';
import { profile } from './profile.ts';
import { projects } from './projects.ts';
import { recognition } from './recognition.ts';
import { region } from './region.ts';
import { registry } from './registry.ts';
import { reports } from './reports.ts';
import { invitation, setup, signIn } from './sign-in.ts';
import { states } from './states.ts';
import { targets } from './targets.ts';
import { users } from './users.ts';
import { workshop } from './workshop.ts';

export const messages: Messages = {
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
  region,
  registry,
  imports,
  targets,
  projects,
  effect,
  recognition,
  applications,
  cockpit,
  reports,
};
