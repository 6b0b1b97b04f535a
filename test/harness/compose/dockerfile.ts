// Owns the reading of a Dockerfile: its stages and their instructions, as far as ours use them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../child.ts';

export interface Instruction {
  /** In capitals. */
  name: string;
  argument: string;
}

export interface Stage {
  base: string;
  /** Name that later stages copy from. */
  name: string | undefined;
  instructions: Instruction[];
}

export function readDockerfile(path: string): Stage[] {
  const text = readFileSync(join(repository, path), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name = '', argument = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [base = '', , as] = argument.split(/\s+/);
      stages.push({ base, name: as, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!name || !stage) throw new Error(`${path}: "${line}" is no instruction of a stage`);
    stage.instructions.push({ name, argument });
  }
  return stages;
}

export function lastStage(stages: readonly Stage[]): Stage {
  const stage = stages.at(-1);
  if (!stage) throw new Error('a Dockerfile without a stage');
  return stage;
}

/** The last argument of an instruction, which is the one in force; undefined where there is none. */
export function argumentOf(stage: Stage, name: string): string | undefined {
  return stage.instructions.findLast((instruction) => instruction.name === name)?.argument;
}

/** ENTRYPOINT or CMD in its exec form. */
export function execForm(stage: Stage, name: 'ENTRYPOINT' | 'CMD'): string[] {
  const parsed: unknown = JSON.parse(argumentOf(stage, name) ?? '[]');
  if (!Array.isArray(parsed)) throw new Error(`${name} is not in exec form, so signals would not reach the program`);
  return parsed.map(String);
}

export function environmentOf(stage: Stage): Record<string, string> {
  const settings = stage.instructions
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ argument }) => argument.split(' '));
  return Object.fromEntries(
    settings.map((setting) => [setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)]),
  );
}

export interface Copy {
  /** Stage it copies from; undefined: the build context. */
  from: string | undefined;
  sources: string[];
  target: string;
}

export function copiesOf(stage: Stage): Copy[] {
  return stage.instructions.filter(({ name }) => name === 'COPY').map(({ argument }) => copyOf(argument));
}

export function copyOf(argument: string): Copy {
  const words = argument.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  return { from, sources: words, target };
}
