// Owns what is asked of the industry brain, area by area.
import { applicationReadings } from './application.ts';
import { cockpitReadings } from './cockpit.ts';
import { effectReadings } from './effect.ts';
import { importReadings } from './import.ts';
import { projectReadings } from './project.ts';
import { recognitionReadings } from './recognition.ts';
import { registryReadings } from './registry.ts';
import { reportReadings } from './report.ts';
import { targetReadings } from './target.ts';

export const brainReadings = {
  'regions.get': () => [{}],
  ...registryReadings,
  ...importReadings,
  ...targetReadings,
  ...projectReadings,
  ...effectReadings,
  ...recognitionReadings,
  ...applicationReadings,
  ...cockpitReadings,
  ...reportReadings,
};
