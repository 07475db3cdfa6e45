/** A probe in one line, as `kubectl describe` has it. */
import type { HTTPGetAction, Probe } from '../api/types.ts';
import { goList } from './describeWriter.ts';

/** `http-get http://:80/healthz delay=0s timeout=1s period=10s #success=1 #failure=3` */
export function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0 } = probe;
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s`;
  const counts = `#success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  return `${actionText(probe)} ${times} ${counts}`;
}

function actionText({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec ${goList(exec.command)}`;
  if (httpGet) return `http-get ${urlText(httpGet)}`;
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port ?? 0}`;
  return grpc ? `grpc <pod>:${grpc.port ?? 0} ${grpc.service ?? ''}` : 'unknown';
}

/** A URL as Go's `URL.String` writes it. */
function urlText({ scheme = '', host = '', port = 0, path = '' }: HTTPGetAction): string {
  const portText = String(port);
  const address = portText === '' ? host : `${host.includes(':') ? `[${host}]` : host}:${portText}`;
  const start = scheme === '' ? '' : `${scheme.toLowerCase()}:`;
  const slash = path !== '' && !path.startsWith('/') && address !== '' ? '/' : '';
  const authority = address !== '' || (start !== '' && path !== '') ? `//${escapeBytes(address, hostCharacters)}` : '';
  return start + authority + slash + (path === '*' ? '*' : escapeBytes(path, pathCharacters));
}

const pathCharacters = /[A-Za-z0-9\-_.~$&+,/:;=@]/;
const hostCharacters = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;

function escapeBytes(text: string, allowed: RegExp): string {
  let escaped = '';
  for (const character of text) escaped += allowed.test(character) ? character : percentEncode(character);
  return escaped;
}

function percentEncode(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
