// Owns the flows Node-RED runs in the comparison: mqtt in → function → InfluxDB, a write per message or as batched as it goes.

export const writings = ['perMessage', 'batched'] as const;
export type Writing = (typeof writings)[number];

export interface FlowOptions {
  writing: Writing;
  mqttPort: number;
  influxPort: number;
  /** Database and measurement it writes to; the database must exist. */
  database: string;
  measurement: string;
}

/** Points in one write when batched; other sizes were not tried. */
const batchPoints = 5000;
/** How long a point waits for its batch to fill. */
const batchMs = 250;

const tagged = `const [, , site, machine] = msg.topic.split('/');
const { at, ...fields } = msg.payload;`;

const perMessage = `${tagged}
fields.time = at;
return { payload: [fields, { site, machine }] };`;

const batchedStart = `context.points = [];
context.flush = () => {
  if (context.points.length > 0) node.send({ payload: context.points });
  context.points = [];
};
context.timer = setInterval(context.flush, ${batchMs});`;

function batched(measurement: string): string {
  return `${tagged}
context.points.push({ measurement: '${measurement}', fields, tags: { site, machine }, timestamp: at });
if (context.points.length >= ${batchPoints}) context.flush();`;
}

/** A flow file. Subscribes with the QoS the devices publish with. */
export function flowOf({ writing, mqttPort, influxPort, database, measurement }: FlowOptions): object[] {
  const each = writing === 'perMessage';
  const write = { z: 'flow', influxdb: 'influx', precision: 'ms', retentionPolicy: '', name: '', wires: [] };
  return [
    { id: 'flow', type: 'tab', label: writing },
    {
      id: 'broker',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: String(mqttPort),
      clientid: 'node-red',
      autoConnect: true,
      protocolVersion: '4',
      keepalive: '60',
      cleansession: true,
    },
    {
      id: 'influx',
      type: 'influxdb',
      influxdbVersion: '1.x',
      hostname: '127.0.0.1',
      port: String(influxPort),
      protocol: 'http',
      database,
    },
    {
      id: 'in',
      type: 'mqtt in',
      z: 'flow',
      topic: 'takt/v1/+/+/telemetry',
      qos: '1',
      datatype: 'json',
      broker: 'broker',
      wires: [['point']],
    },
    {
      id: 'point',
      type: 'function',
      z: 'flow',
      func: each ? perMessage : batched(measurement),
      initialize: each ? '' : batchedStart,
      finalize: each ? '' : 'clearInterval(context.timer);\ncontext.flush();',
      outputs: 1,
      libs: [],
      wires: [['out']],
    },
    each ? { ...write, id: 'out', type: 'influxdb out', measurement } : { ...write, id: 'out', type: 'influxdb batch' },
  ];
}
