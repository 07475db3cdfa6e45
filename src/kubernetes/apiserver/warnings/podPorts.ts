/** Ports of one Pod that stand in each other's way (`pkg/api/pod/warnings.go`). */
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import type { ContainerPort, PodSpec } from '../../api/types.ts';
import { mostWarnings } from './recorder.ts';

interface PlacedPort {
  /** Among all ports of the Pod. */
  readonly index: number;
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
      ports?.forEach((port, portIndex) => {
        const at = (): FieldPath => path.child(list).index(containerIndex).child('ports').index(portIndex);
        placed.push({ index: placed.length, port, at });
      });
    });
  }
  return placed;
}

/** All ports with one number and protocol, and those among them that a port on the same host port can meet. */
interface SamePorts {
  readonly all: PlacedPort[];
  readonly byHost: Map<string, PlacedPort[]>;
}

/** Every port with every earlier one that it collides with. */
function collisionWarnings(ports: readonly PlacedPort[]): string[] {
  const warnings: string[] = [];
  const seen = new Map<string, SamePorts>();
  for (const placed of ports) {
    const { port, at } = placed;
    if (port.hostIP && !port.hostPort) warnings.push(`${at()}: hostIP set without hostPort: ${portText(port)}`);
    const key = `${port.containerPort ?? 0}/${port.protocol ?? ''}`;
    const same = seen.get(key) ?? { all: [], byHost: new Map<string, PlacedPort[]>() };
    if (same.all.length === 0) seen.set(key, same);
    for (const other of candidates(same, port)) {
      if (warnings.length >= mostWarnings) return warnings;
      const what = collision(port, other.port);
      if (what !== undefined) warnings.push(`${at()}: ${what} with ${other.at()}`);
    }
    remember(same, placed);
  }
  return warnings;
}

/** In their order, with few that don't collide: host ports of other numbers never do, nor do other addresses. */
function candidates({ all, byHost }: SamePorts, { hostPort = 0, hostIP = '' }: ContainerPort): readonly PlacedPort[] {
  if (hostPort === 0) return all;
  const met = [byHost.get('0'), byHost.get(`${hostPort}`)];
  if (hostIP !== '') met[1] = [...(byHost.get(`${hostPort} `) ?? []), ...(byHost.get(`${hostPort} ${hostIP}`) ?? [])];
  const found = met.flatMap((list) => list ?? []);
  return found.length < 2 ? found : found.sort((a, b) => a.index - b.index);
}

function remember({ all, byHost }: SamePorts, placed: PlacedPort): void {
  const { hostPort = 0, hostIP = '' } = placed.port;
  all.push(placed);
  for (const key of hostPort === 0 ? ['0'] : [`${hostPort}`, `${hostPort} ${hostIP}`]) {
    const list = byHost.get(key);
    if (list === undefined) byHost.set(key, [placed]);
    else list.push(placed);
  }
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
