// Owns what the matrix asks of the industry brain's routes, area by area.
import { applicationSamples } from './application.ts';
import { cockpitSamples } from './cockpit.ts';
import { effectSamples } from './effect.ts';
import { importSamples } from './import.ts';
import { projectSamples } from './project.ts';
import { recognitionSamples } from './recognition.ts';
import { registrySamples } from './registry.ts';
import { reportSamples } from './report.ts';
import { nothing, type Samples } from './sample.ts';
import { targetSamples } from './target.ts';

const regionSamples = { 'regions.get': { input: nothing } } satisfies Partial<Samples>;

export const brainSamples = {
  ...regionSamples,
  ...registrySamples,
  ...importSamples,
  ...targetSamples,
  ...projectSamples,
  ...effectSamples,
  ...recognitionSamples,
  ...applicationSamples,
  ...cockpitSamples,
  ...reportSamples,
};
