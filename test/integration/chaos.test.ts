// The short form of the chaos suite; `npm run test:chaos` is the long one.
import { it } from 'vitest';
import { prove, shortForm } from '../chaos/prove.ts';
import { startEmbedded } from '../chaos/topology/embedded.ts';
import { startProduction } from '../chaos/topology/production.ts';
import { describeWith } from '../harness/requirements.ts';

describeWith({ mosquitto: true }, 'the embedded profile and Mosquitto, with faults', () => {
  it('store what was sent exactly once, and have the facts of an undisturbed run', { timeout: 600_000 }, async () => {
    await prove(shortForm, startEmbedded);
  });
});

const production = { mosquitto: true, influxdb: true, redis: true, postgres: true };

describeWith(production, 'two processes of each role and the production parts, with faults', () => {
  it('store what was sent exactly once, and have the facts of an undisturbed run', { timeout: 600_000 }, async () => {
    await prove(shortForm, startProduction);
  });
});
