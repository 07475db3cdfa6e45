/** Ports of probes and hooks: numbers, or names of the container's ports. */
import type { Container, IntOrString } from '../api/types.ts';

/** The port's number; undefined for a name that the container does not have (pkg/probe/util.go). */
export function portNumber(port: IntOrString | undefined, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  if (named !== undefined) return named;
  const number = Number(port);
  return Number.isInteger(number) ? number : undefined;
}
