// A process that takes up jobs of the kind `slow` and never ends one: `<redis url>`.
import { openBullQueue } from './under-test.ts';

const [url = ''] = process.argv.slice(2);
const { queue } = await openBullQueue(url);
queue.handle('slow', ({ payload }) => {
  process.stdout.write(`took ${JSON.stringify(payload)}\n`);
  return new Promise(() => {});
});
queue.every('turn', 60_000, () => {
  process.stdout.write('took a turn\n');
  return new Promise(() => {});
});
queue.start();
