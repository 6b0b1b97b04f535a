// Owns asking as everybody about everything, and finding in the answers what the one who asked may not know.
import { mayKnow, type Person, seesWholeLog } from './knowledge.ts';
import { marksIn, type Node, nobodys, pathOf, thingOf } from './marks.ts';
import { aboutNothing, type Question, readingsOf, writingsAgainst } from './questions.ts';
import type { World } from './world.ts';

export interface Found {
  leaks: string[];
  /** Marks somebody learned rightly: a test in which nobody is told anything would find nothing. */
  told: number;
}

const atOnce = 8;
let missing = 0;
/** Nodes of others somebody tries to change. */
const mostTried = 8;

export async function leaksOf(url: string, world: World): Promise<Found> {
  const found: Found = { leaks: [], told: 0 };
  const questions = readingsOf(world);
  for (const person of world.people) {
    const seen = new Set<string>();
    await inTurns([...questions, ...writingsOf(world, person)], async (question) => {
      const answer = await ask(url, person, question);
      const { told, leaks } = judge(world, person, question, answer);
      for (const one of told) seen.add(one);
      found.leaks.push(...leaks, ...(await unlikeNothing(url, person, question, answer)));
    });
    found.told += seen.size;
    found.leaks.push(...untold(world, person, seen));
  }
  return found;
}

export interface Answer {
  status: number;
  text: string;
}

async function ask(url: string, { headers }: Person, { method, path, body }: Question): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, redirect: 'manual', headers: { ...headers, ...type }, ...sent });
  const told = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return { status: response.status, text: `${told}\n${await response.text()}` };
}

/** What is said back of what was asked is no news to whoever asked. */
function judge(world: World, person: Person, question: Question, { status, text }: Answer) {
  const asked = marksIn(decodeURIComponent(question.path) + JSON.stringify(question.body ?? null));
  const told = [...marksIn(text)].filter((one) => !asked.has(one));
  const wholeLog = question.name.startsWith('audit.') && seesWholeLog(person);
  const leaks = told.filter((one) => {
    if (wholeLog || one === nobodys) return false;
    const thing = thingOf(one);
    return thing === undefined || !mayKnow(person, thing, world);
  });
  const say = (what: string) => `${what} ${describe(person)} by ${question.method} ${question.path}: ${status}`;
  const told_ = leaks.map((one) => say(`${one} (${kindOf(one)}) is told to`));
  if (status >= 500 && status !== 503) told_.push(say('a fault is shown to'));
  // A token of one’s own is no change of what it is for.
  if (question.method !== 'GET' && question.name !== 'tokens.create' && status < 400)
    told_.push(say('a neighbour is changed by'));
  return { told, leaks: told_ };
}

/** Whether something exists is not told either; asked of every third. */
async function unlikeNothing(url: string, person: Person, question: Question, answer: Answer): Promise<string[]> {
  const other = answer.status === 404 && missing++ % 3 === 0 ? aboutNothing(question) : undefined;
  if (!other) return [];
  const nothing = await ask(url, person, other);
  const plain = ({ about = '' }: Question, { status, text }: Answer) =>
    `${status} ${text.slice(text.indexOf('\n{')).replaceAll(about, '')}`;
  const [known, unknown] = [plain(question, answer), plain(other, nothing)];
  return known === unknown
    ? []
    : [`${describe(person)} sees that it exists: ${question.path}: ${known}, not ${unknown}`];
}

/** What lies in one’s own part is told by the lists, so that silence is not taken for secrecy. */
function untold(world: World, person: Person, seen: ReadonlySet<string>): string[] {
  if (person.token) return [];
  return world.nodes.flatMap((node) => {
    const [name = ''] = marksIn(node.name);
    const own = person.grants.some(({ over }) => 'children' in over && pathOf(node).includes(over));
    return own && !seen.has(name) ? [`${node.level} ${node.name} of their own is not told to ${describe(person)}`] : [];
  });
}

function writingsOf(world: World, person: Person): Question[] {
  if (person.grants.some(({ role }) => role === 'platform_admin')) return [];
  const lines = world.nodes.filter(({ level }) => level === 'line');
  const isOwn = (node: Node) =>
    person.grants.some(({ over }) => 'children' in over && pathOf(over).at(-1) === pathOf(node).at(-1));
  const foreign = world.nodes.filter((node) => !isOwn(node));
  const step = Math.ceil(foreign.length / mostTried);
  const tried = foreign.filter((_, index) => index % step === 0);
  return tried.flatMap((node) => writingsAgainst(node, world, lines.find(isOwn)));
}

export function describe({ login, grants, token }: Person): string {
  const held = grants.map(
    ({ role, over }) => `${role} over ${over.level}${over.level === 'platform' ? '' : ` ${over.code}`}`,
  );
  const narrowed = token ? ` with a token for ${token.permissions.join(' ')} over ${token.over?.level ?? 'all'}` : '';
  return `${login} (${held.join(', ')}${narrowed})`;
}

export function kindOf(text: string): string {
  const thing = thingOf(text);
  if (!thing) return 'of an earlier run';
  return 'node' in thing ? `${thing.kind} of ${thing.node.level} ${thing.node.code}` : thing.kind;
}

async function inTurns<T>(work: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const waiting = work.values();
  const worker = async () => {
    for (const one of waiting) await act(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
