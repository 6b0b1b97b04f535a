// Owns what is written where a credential is used: the lines of the agent's configuration, the files beside it, a device's settings.
import type { Issued } from './devices-data.ts';

export interface SecretFile {
  name: string;
  text: string;
}

/** Files to keep beside the configuration; the first time they are seen is the only one. */
export function filesOf(issued: Issued): SecretFile[] {
  const { name } = issued.credential;
  if (issued.method === 'password') return [{ name: `${name}.password`, text: issued.secret }];
  return [
    { name: `${name}.crt`, text: issued.certificate },
    ...(issued.key === null ? [] : [{ name: `${name}.key`, text: issued.key }]),
    { name: 'ca.crt', text: issued.authority },
  ];
}

/** Lines of `config/agent.example.yaml` that this credential fills in. `host`: where the broker probably is. */
export function agentConfig({ method, credential: { site, name, username } }: Issued, host: string): string {
  const mqtt =
    method === 'password'
      ? [`url: mqtt://${host}:1883`, `username: ${username}`, `passwordFile: ${name}.password`]
      : [`url: mqtts://${host}:8883`, 'caFile: ca.crt', `certFile: ${name}.crt`, `keyFile: ${name}.key`];
  return [`site: ${site}`, `node: ${name}`, 'mqtt:', ...mqtt.map((line) => `  ${line}`), ''].join('\n');
}

/** What a device that publishes JSON is set to. */
export function deviceSettings({ method, credential: { site, name, username } }: Issued, host: string): string {
  const how =
    method === 'password'
      ? [`broker: mqtt://${host}:1883`, `username: ${username}`, `client id: ${username}`]
      : [`broker: mqtts://${host}:8883`, `certificate: ${name}.crt`, `key: ${name}.key`, 'CA: ca.crt'];
  return [...how, `topic: takt/v1/${site}/${name}/telemetry`, 'QoS: 1', ''].join('\n');
}
