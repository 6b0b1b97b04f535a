// Owns the plant as a YAML file: the same form as the body of `PUT /api/v1/plant`.
import { plantSchema } from '@takt/model/api';
import type { Caller } from '../platform/caller.ts';
import { type Outcome, refuse } from '../platform/outcome.ts';
import { validate } from '../platform/validation/index.ts';
import { parseYaml } from '../platform/yaml/index.ts';
import type { Registry, WriteCounts } from './registry.ts';
import { putPlant } from './routes.ts';

export async function applyPlantFile(registry: Registry, text: string, caller: Caller): Promise<Outcome<WriteCounts>> {
  const parsed = parseYaml(text);
  if (!parsed.ok) {
    const errors = parsed.errors.map(({ line, column, reason }) => ({
      field: `line ${line}, column ${column}`,
      reason,
    }));
    return refuse('invalid', 'the file is not valid YAML', errors);
  }
  const { value, lineOf } = parsed.document;
  const checked = validate(plantSchema, value, { lineOf });
  if (!checked.ok) return refuse('invalid', 'the file does not describe a plant', checked.errors);
  return putPlant(registry, checked.value, caller);
}
