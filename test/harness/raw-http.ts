// Owns speaking HTTP by hand: bytes as they are, sent to a server, and everything it answers until it closes or falls silent.
import { connect } from 'node:net';

export interface RawAnswer {
  /** Status of each answer, in order. */
  statuses: number[];
  text: string;
  /** Whether the server closed the connection. */
  closed: boolean;
}

/** Sends `bytes` and collects answers; ends when the server closes, or where it keeps the connection, when `enough` says so. */
export function rawHttp(
  port: number,
  bytes: string | Buffer,
  enough: (answer: RawAnswer) => boolean = () => false,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const answer: RawAnswer = { statuses: [], text: '', closed: false };
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer.text += chunk;
      answer.statuses = [...answer.text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
      if (enough(answer)) socket.destroy();
    });
    // A server that has refused does not wait until all is written to it.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('end', () => {
      answer.closed = true;
    });
    socket.on('close', (failed) => resolve({ ...answer, closed: answer.closed || failed }));
  });
}

/** A request in one string; lines as they are given, ended as HTTP ends them. */
export const lines = (...given: string[]) => `${given.join('\r\n')}\r\n\r\n`;
