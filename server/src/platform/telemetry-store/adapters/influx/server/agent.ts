// Owns the connections to InfluxDB: kept open between requests.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export function createAgent(url: string, maxSockets = Number.POSITIVE_INFINITY): HttpAgent {
  const options = { keepAlive: true, maxSockets };
  return url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
}
