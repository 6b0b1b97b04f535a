// Roles in any combination: what one process hears another folds and a third shows, to pages open at either of two API processes.
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startInfluxDb } from '../../harness/influxdb.ts';
import { mosquittoPub, startMosquitto } from '../../harness/mosquitto.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { startRedis } from '../../harness/redis.ts';
import { describeWith } from '../../harness/requirements.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';

const needs = { mosquitto: true, mosquittoClients: true, influxdb: true, redis: true, postgres: true };
const plant = {
  enterprises: { e: { name: 'E' } },
  sites: { s: { enterprise: 'e', name: 'S', district: 'qijiang', sector: 'C36', timeZone: 'Asia/Shanghai' } },
  workshops: { w: { site: 's', name: 'W' } },
  lines: { l: { workshop: 'w', name: 'L' } },
  machines: { m: { line: 'l', name: 'M', idealCycleSeconds: 10 } },
};

describeWith(needs, 'processes that share the work', () => {
  let broker: Awaited<ReturnType<typeof startMosquitto>>;
  let influx: Awaited<ReturnType<typeof startInfluxDb>>;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let servers: RunningServer[] = [];
  const sockets: Socket[] = [];

  beforeAll(async () => {
    [broker, influx, redis, postgres] = await Promise.all([
      startMosquitto(),
      startInfluxDb(),
      startRedis(),
      startPostgres(),
    ]);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
  });
  afterAll(async () => {
    await broker?.stop();
    await influx?.stop();
    await redis?.stop();
    await postgres?.remove();
  });

  /** Where each role of the combination is found; its own database each, so that one test leaves nothing to the next. */
  async function start(combination: readonly string[]): Promise<RunningServer[]> {
    const database = await postgres.createDatabase();
    const env = {
      TAKT_MQTT_URL: broker.url,
      TAKT_INFLUX_URL: influx.url,
      TAKT_INFLUX_DATABASE: `takt${combination.length}${combination.join('').length}`,
      TAKT_REDIS_URL: redis.url,
      TAKT_DATABASE_URL: database,
    };
    servers = await Promise.all(combination.map((roles) => startServer({ env: { ...env, TAKT_ROLES: roles } })));
    return servers.filter((_, index) => combination[index]?.includes('api'));
  }

  function watch(server: RunningServer) {
    const socket = io(server.url, {
      transports: ['websocket'],
      auth: (send) => void server.token().then((token) => send({ token })),
    });
    sockets.push(socket);
    const values: { machine: string; signals: { signal: string; value: unknown }[] }[] = [];
    let facts = 0;
    socket.on('values', (body: { machines: typeof values }) => void values.push(...body.machines));
    socket.on('facts', () => void facts++);
    return {
      answer: socket.timeout(10_000).emitWithAck('watch', { scope: 'workshop:w' }),
      values,
      facts: () => facts,
    };
  }

  test.each([[['ingest,worker,api']], [['ingest,api', 'worker,api']], [['ingest', 'worker', 'api', 'api']]])(
    '%j hear, fold and show',
    async (combination) => {
      const apis = await start(combination);
      const [first, last] = [apis[0], apis.at(-1)] as [RunningServer, RunningServer];
      await first.put('/api/v1/plant', plant);
      // What one process wrote, the others know within moments.
      const pages = [];
      for (const api of apis) {
        await until(() => api.get('/api/v1/machines/m'), { what: 'the machine at every API process' });
        const page = watch(api);
        expect(await page.answer).toMatchObject({ ok: true, machines: [{ machine: 'm' }] });
        pages.push(page);
      }
      const send = (good: number) => {
        const reading = { state: 'producing', good, scrap: 0 };
        return mosquittoPub(broker.port, 'takt/v1/s/m/telemetry', JSON.stringify(reading));
      };
      let good = 0;
      // A plain device is heard from when its site is taken; until then nobody keeps what it says.
      await until(
        async () => {
          await send(++good);
          const live = await last.call('machines.live', { params: { code: 'm' } });
          return live.connection === 'online' && live.signals.some(({ signal }) => signal === 'good');
        },
        { what: 'values of the machine, asked of whoever hears it' },
      );
      const before = good;
      const isNew = ({ signal, value }: { signal: string; value: unknown }) =>
        signal === 'good' && Number(value) > before;
      for (const page of pages) {
        await until(
          async () => {
            await send(++good);
            return page.values.some(({ signals }) => signals.some(isNew)) && page.facts() > 0;
          },
          { what: 'values and changed facts at every page' },
        );
      }
      const query = {
        scope: 'machine:m',
        from: new Date(Date.now() - 600_000).toISOString(),
        to: new Date().toISOString(),
      };
      const path = `/api/v1/kpis?${new URLSearchParams(query)}`;
      await until(
        async () => {
          const { rows } = await last.get<{ rows: { facts: { producingMs: number; good: number } }[] }>(path);
          return (rows[0]?.facts.producingMs ?? 0) > 0 && (rows[0]?.facts.good ?? 0) > 0;
        },
        { what: 'facts in the KPIs' },
      );
      const messages = await last.call('machines.messages', { params: { code: 'm' } });
      expect(messages[0]?.topic).toBe('takt/v1/s/m/telemetry');
    },
  );
});
