// Credentials of devices: what the form sends, and what is written where a credential is used.
import { credentialIssueSchema } from '@takt/model/devices';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { agentConfig, deviceSettings, filesOf } from '../../../../../web/src/features/devices/credential-config.ts';
import { issueBody, issueProblems } from '../../../../../web/src/features/devices/credential-form.ts';
import type { Issued } from '../../../../../web/src/features/devices/devices-data.ts';

const filled = {
  site: 'qijiang',
  name: ' edge-1 ',
  kind: 'node',
  method: 'password',
  machines: '',
  days: '365',
  csr: '',
} as const;

describe('the form', () => {
  test('filled in becomes what the server accepts', () => {
    for (const fields of [
      filled,
      { ...filled, machines: 'op10, op20，op10' },
      { ...filled, kind: 'device', machines: 'left over' },
      { ...filled, method: 'certificate', days: '90', csr: ' ' },
    ] as const) {
      expect(issueProblems(fields)).toEqual([]);
      expect(credentialIssueSchema.safeParse(issueBody(fields)).success).toBe(true);
    }
    expect(issueBody({ ...filled, machines: 'op10, op20，op10' }).machines).toEqual(['op10', 'op20']);
    expect(issueBody({ ...filled, kind: 'device', machines: 'op10' })).toEqual({ kind: 'device', method: 'password' });
    expect(issueBody({ ...filled, method: 'certificate', days: '90' }).days).toBe(90);
  });

  test('names everything that is missing or wrong', () => {
    const wrong = { ...filled, site: '', name: 'edge 1', machines: 'a/b', method: 'certificate', days: '826' } as const;
    expect(issueProblems(wrong)).toEqual(['site', 'name', 'machines', 'days']);
    for (const days of ['', '0', '1.5', 'x']) expect(issueProblems({ ...wrong, days })).toContain('days');
  });
});

const credential = { site: 'qijiang', name: 'edge-1', username: 'qijiang/edge-1' } as Issued['credential'];
const byPassword: Issued = { method: 'password', credential, secret: 's3cret' };
const byCertificate: Issued = { method: 'certificate', credential, certificate: 'C', key: null, authority: 'A' };

describe('what is written where it is used', () => {
  test('is YAML that names the files to keep beside it, and holds no secret', () => {
    const text = agentConfig(byPassword, 'takt.example');
    expect(parse(text)).toEqual({
      site: 'qijiang',
      node: 'edge-1',
      mqtt: { url: 'mqtt://takt.example:1883', username: 'qijiang/edge-1', passwordFile: 'edge-1.password' },
    });
    expect(text).not.toContain('s3cret');
    expect(filesOf(byPassword)).toEqual([{ name: 'edge-1.password', text: 's3cret' }]);
  });

  test('names certificate, key and authority; a key that stayed on the device is no file', () => {
    expect(parse(agentConfig(byCertificate, 'takt.example')).mqtt).toEqual({
      url: 'mqtts://takt.example:8883',
      caFile: 'ca.crt',
      certFile: 'edge-1.crt',
      keyFile: 'edge-1.key',
    });
    expect(filesOf(byCertificate).map(({ name }) => name)).toEqual(['edge-1.crt', 'ca.crt']);
    expect(filesOf({ ...byCertificate, key: 'K' }).map(({ name }) => name)).toEqual([
      'edge-1.crt',
      'edge-1.key',
      'ca.crt',
    ]);
  });

  test('of a JSON device is its topic', () => {
    expect(deviceSettings(byPassword, 'takt.example')).toContain('topic: takt/v1/qijiang/edge-1/telemetry');
  });
});
