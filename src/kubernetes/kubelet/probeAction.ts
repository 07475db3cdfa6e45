/** One probe: runs its command or talks to its port, and says what came of it in the words of Kubernetes. */
import { goQuote } from '../api/goText.ts';
import type { Container, Probe } from '../api/types.ts';
import { expandVariables } from '../api/variableExpansion.ts';
import type { Process } from '../simulation/process.ts';
import { portNumber } from './ports.ts';
import type { ContainerRuntime } from './runtime.ts';

/** `errored`: the probe itself could not be made; that counts for nothing but is told in an Event. */
export type ProbeOutcome =
  | { readonly kind: 'success' }
  | { readonly kind: 'warning'; readonly output: string }
  | { readonly kind: 'failure'; readonly output: string }
  | { readonly kind: 'errored'; readonly error: string };

const success: ProbeOutcome = { kind: 'success' };

/** Makes one try of `probe` against a running container (pkg/probe). */
export function* runProbe(
  runtime: ContainerRuntime,
  probe: Probe,
  container: Container,
  containerId: string,
  podIP: string,
): Process<ProbeOutcome> {
  const timeout = probe.timeoutSeconds ?? 1;
  if (runtime.heldBack(containerId)) return heldBack(probe, container, podIP);
  if (probe.exec !== undefined) {
    const env = new Map((container.env ?? []).map(({ name = '', value = '' }) => [name, value]));
    const command = (probe.exec.command ?? []).map((word) => expandVariables(word, env));
    const answer = yield* runtime.execSync(containerId, command, timeout);
    if (answer.exitCode === 0) return success;
    if (answer.exitCode !== undefined) return { kind: 'failure', output: answer.output };
    if (answer.timedOut) return { kind: 'failure', output: answer.error ?? '' };
    return { kind: 'errored', error: answer.error ?? '' };
  }
  if (probe.httpGet !== undefined) return yield* httpProbe(runtime, probe, container, podIP, timeout);
  if (probe.tcpSocket !== undefined) {
    const port = resolved(probe.tcpSocket.port, container);
    if (typeof port === 'string') return { kind: 'errored', error: port };
    const host = probe.tcpSocket.host || podIP;
    const answer = yield* runtime.dial(host, port, timeout);
    switch (answer.outcome) {
      case 'connected':
        return success;
      case 'refused':
        return { kind: 'failure', output: `dial tcp ${host}:${port}: connect: connection refused` };
      case 'timeout':
        return { kind: 'failure', output: `dial tcp ${host}:${port}: i/o timeout` };
    }
  }
  if (probe.grpc !== undefined) return yield* grpcProbe(runtime, probe, podIP, timeout);
  return { kind: 'errored', error: 'missing probe handler' };
}

/** How a probe fails of a container that a scenario keeps from being ready. */
function heldBack(probe: Probe, container: Container, podIP: string): ProbeOutcome {
  if (probe.httpGet !== undefined) return { kind: 'failure', output: 'HTTP probe failed with statuscode: 503' };
  const port = portNumber(probe.tcpSocket?.port, container) ?? probe.grpc?.port;
  if (port === undefined) return { kind: 'failure', output: '' };
  return { kind: 'failure', output: `dial tcp ${podIP}:${port}: connect: connection refused` };
}

function* httpProbe(
  runtime: ContainerRuntime,
  probe: Probe,
  container: Container,
  podIP: string,
  timeout: number,
): Process<ProbeOutcome> {
  const { path = '', host: given, scheme = 'HTTP' } = probe.httpGet ?? {};
  const port = resolved(probe.httpGet?.port, container);
  if (typeof port === 'string') return { kind: 'errored', error: port };
  const host = given || podIP;
  const answer = yield* runtime.httpGet(host, port, path, timeout);
  const url = `${scheme.toLowerCase()}://${host}:${port}${path === '' || path.startsWith('/') ? '' : '/'}${path}`;
  const failed = (why: string): ProbeOutcome => ({ kind: 'failure', output: `Get ${goQuote(url)}: ${why}` });
  switch (answer.outcome) {
    case 'answered':
      if (answer.statusCode < 200 || answer.statusCode >= 400) {
        return { kind: 'failure', output: `HTTP probe failed with statuscode: ${answer.statusCode}` };
      }
      if (answer.statusCode < 300) return success;
      return { kind: 'warning', output: `Probe terminated redirects, Response body: ${answer.body}` };
    case 'refused':
      return failed(`dial tcp ${host}:${port}: connect: connection refused`);
    case 'timeout':
      return failed('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
    case 'closed':
      return failed('EOF');
  }
}

function* grpcProbe(runtime: ContainerRuntime, probe: Probe, podIP: string, timeout: number): Process<ProbeOutcome> {
  const address = `${podIP}:${probe.grpc?.port}`;
  const answer = yield* runtime.dial(podIP, probe.grpc?.port ?? 0, timeout);
  if (answer.outcome === 'connected') return success;
  // gRPC dials again and again until its time is over.
  const output = `timeout: failed to connect service ${goQuote(address)} within ${timeout}s: context deadline exceeded`;
  return { kind: 'failure', output };
}

function resolved(port: number | string | undefined, container: Container): number | string {
  const number = portNumber(port, container);
  if (number === undefined) return `strconv.Atoi: parsing ${goQuote(String(port))}: invalid syntax`;
  return number > 0 && number < 65_536 ? number : `invalid port number: ${number}`;
}
