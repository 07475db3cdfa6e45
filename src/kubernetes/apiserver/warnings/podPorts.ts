/** Ports of one Pod that stand in each other's way (`pkg/api/pod/warnings.go`). */
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import type { ContainerPort, PodSpec } from '../../api/types.ts';

interface PlacedPort {
  readonly port: ContainerPort;
  readonly at: () => FieldPath;
}

/** `path` is that of the spec. */
export function portWarnings(spec: PodSpec, path: FieldPath): string[] {
  const ports = placedPorts(spec, path);
  return ports.length === 0 ? [] : [...collisionWarnings(ports), ...nameWarnings(ports)];
}

function placedPorts(spec: PodSpec, path: FieldPath): PlacedPort[] {
  const placed: PlacedPort[] = [];
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    spec[list]?.forEach(({ ports }: { ports?: ContainerPort[] }, containerIndex) => {
      ports?.forEach((port, index) => {
        placed.push({ port, at: () => path.child(list).index(containerIndex).child('ports').index(index) });
      });
    });
  }
  return placed;
}

function collisionWarnings(ports: readonly PlacedPort[]): string[] {
  const warnings: string[] = [];
  const seen = new Map<string, PlacedPort[]>();
  for (const placed of ports) {
    const { port, at } = placed;
    if (port.hostIP && !port.hostPort) warnings.push(`${at()}: hostIP set without hostPort: ${portText(port)}`);
    const key = `${port.containerPort ?? 0}/${port.protocol ?? ''}`;
    const others = seen.get(key) ?? [];
    for (const other of others) {
      const what = collision(port, other.port);
      if (what !== undefined) warnings.push(`${at()}: ${what} with ${other.at()}`);
    }
    if (others.length === 0) seen.set(key, others);
    others.push(placed);
  }
  return warnings;
}

function collision(a: ContainerPort, b: ContainerPort): string | undefined {
  const [aPort = 0, bPort = 0] = [a.hostPort, b.hostPort];
  const [aIP = '', bIP = ''] = [a.hostIP, b.hostIP];
  if (aPort === bPort && aIP === bIP) return 'duplicate port definition';
  if (aPort === 0 || bPort === 0) return 'overlapping port definition';
  if (aPort === bPort && (aIP === '') !== (bIP === '')) return 'dangerously ambiguous port definition';
  return undefined;
}

/** A port as Go prints a struct (`%+v`). */
function portText({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}

function nameWarnings(ports: readonly PlacedPort[]): string[] {
  const first = new Map<string, PlacedPort>();
  const warnings: string[] = [];
  for (const placed of ports) {
    const { name } = placed.port;
    if (!name) continue;
    const other = first.get(name);
    if (other === undefined) first.set(name, placed);
    else {
      const use = `services and probes that select ports by name will use ${other.at()}`;
      warnings.push(`${placed.at()}: duplicate port name ${goQuote(name)} with ${other.at()}, ${use}`);
    }
  }
  return warnings;
}
