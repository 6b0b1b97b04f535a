// The chaos suite: 2,000 messages a second from four agents, every fault one at a time, then five minutes of them at random.
import { it } from 'vitest';
import { describeWith } from '../harness/requirements.ts';
import { longForm, prove } from './prove.ts';
import { startEmbedded } from './topology/embedded.ts';
import { startProduction } from './topology/production.ts';

const limitMs = 7_200_000;

describeWith({ mosquitto: true }, 'the embedded profile and Mosquitto, with faults', () => {
  it('store what was sent exactly once, and have the facts of an undisturbed run', { timeout: limitMs }, async () => {
    await prove(longForm, startEmbedded, true);
  });
});

const production = { mosquitto: true, influxdb: true, redis: true, postgres: true };

describeWith(production, 'two processes of each role and the production parts, with faults', () => {
  it('store what was sent exactly once, and have the facts of an undisturbed run', { timeout: limitMs }, async () => {
    await prove(longForm, startProduction, true);
  });
});
