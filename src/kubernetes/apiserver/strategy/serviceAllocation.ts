/** Gives Services their cluster addresses and node ports. */
import { type FieldError, invalid } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { ipText, isIPv4, parseIP } from '../../api/ip.ts';
import { internalErrorStatus, type Status } from '../../api/status.ts';
import type { Service, ServicePort, ServiceSpec } from '../../api/types.ts';
import { settleFamilies } from './serviceFamilies.ts';
import { allocatesNodePorts, needsClusterIp, needsHealthCheckPort, needsNodePort, sameList } from './serviceNeeds.ts';

/** What is given out already, and where new numbers come from. */
export interface AllocationContext {
  readonly cluster: { list(resource: string): readonly object[] };
  readonly random: { below(below: number): number };
  /** Dry runs reserve nothing: they miss taken addresses, and node ports out of range. */
  readonly dryRun?: boolean;
}

/** Undefined where all could be given. */
export type AllocationRefusal = { readonly errors: readonly FieldError[] } | { readonly status: Status } | undefined;

/** 10.96.0.0/16, as kubeadm sets it; the first address is the API server's own. */
const range = { text: '10.96.0.0/16', prefix: [10, 96], size: 65536 };
const ownAddress = '10.96.0.1';
const lowestNodePort = 30000;
const highestNodePort = 32767;
const dryRunNodePort = 32769;
const portTaken = 'provided port is already allocated';

const specPath = FieldPath.root('spec');

/** Fills in, in place, what a new or changed Service needs (core/service/storage). Comes before `prepareForCreate`. */
export function allocateForService(
  service: Service,
  old: Service | undefined,
  context: AllocationContext,
): AllocationRefusal {
  service.spec ??= {};
  const { spec } = service;
  const before = old?.spec;
  if (before === undefined) listClusterIp(spec);
  else {
    takeOver(spec, before);
    alignClusterIps(spec, before);
  }
  const errors = settleFamilies(spec, before);
  if (errors.length > 0) return { errors };
  return allocateAddress(spec, before, context) ?? new NodePorts(context).allocate(spec, before);
}

/** Older clients know only one address. */
function listClusterIp(spec: ServiceSpec): void {
  if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP];
}

/** What an update leaves out it keeps. */
function takeOver(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsClusterIp(old) && needsClusterIp(spec)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
    if ((spec.clusterIPs ?? []).length === 0 && old.clusterIPs?.length) spec.clusterIPs = [...old.clusterIPs];
  }
  if (allocatesNodePorts(old) && allocatesNodePorts(spec)) takeOverNodePorts(spec.ports ?? [], old.ports ?? []);
  if (needsHealthCheckPort(old) && needsHealthCheckPort(spec) && old.healthCheckNodePort) {
    spec.healthCheckNodePort ||= old.healthCheckNodePort;
  }
}

/** By the names of ports, unless another port has taken the number. */
function takeOverNodePorts(ports: readonly ServicePort[], old: readonly ServicePort[]): void {
  const given = new Set(ports.map((port) => port.nodePort));
  const byName = new Map(old.map((port) => [port.name ?? '', port.nodePort]));
  for (const port of ports) {
    const before = byName.get(port.name ?? '');
    if (!port.nodePort && before && !given.has(before)) port.nodePort = before;
  }
}

/** The one address and the list of addresses go together. */
function alignClusterIps(spec: ServiceSpec, old: ServiceSpec): void {
  const same = (spec.clusterIP ?? '') === (old.clusterIP ?? '');
  if (same) {
    if ((spec.clusterIPs ?? []).length === 0 && old.clusterIPs?.length) spec.clusterIPs = [...old.clusterIPs];
  } else if (sameList(spec.clusterIPs, old.clusterIPs)) {
    if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
    else delete spec.clusterIPs;
  }
}

function allocateAddress(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  context: AllocationContext,
): AllocationRefusal {
  const isNew = old === undefined || old.type === 'ExternalName';
  if (!isNew || spec.type === 'ExternalName' || spec.clusterIPs?.[0] === 'None') return undefined;
  const taken = new Set([ownAddress, ...services(context).flatMap((service) => service.spec?.clusterIPs ?? [])]);
  const given = spec.clusterIPs?.[0];
  if (given === undefined || given === '') {
    const address = freeAddress(taken, context);
    spec.clusterIP = address;
    spec.clusterIPs = [address];
    return undefined;
  }
  const problem = addressProblem(given, taken, context.dryRun === true);
  if (problem === undefined) return undefined;
  const detail = `failed to allocate IP ${given}: ${problem}`;
  return { errors: [invalid(specPath.child('clusterIPs'), [...(spec.clusterIPs ?? [])], detail)] };
}

function addressProblem(text: string, taken: ReadonlySet<string>, dryRun: boolean): string | undefined {
  const parsed = parseIP(text);
  if (parsed === undefined) return undefined;
  const address = ipText(parsed.bytes);
  const bytes = parsed.bytes.slice(-4);
  const inPrefix = isIPv4(parsed) && range.prefix.every((byte, index) => bytes[index] === byte);
  if (!inPrefix && !dryRun) return 'the provided network does not match the current range';
  const offset = (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0);
  if (!inPrefix || offset === 0 || offset === range.size - 1) {
    return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range.text}`;
  }
  return taken.has(address) && !dryRun ? 'provided IP is already allocated' : undefined;
}

/** A random one, then the next that is free; dry runs just name the range's first. */
function freeAddress(taken: ReadonlySet<string>, { random, dryRun }: AllocationContext): string {
  if (dryRun === true) return [...range.prefix, 0, 0].join('.');
  const usable = range.size - 2;
  const start = random.below(usable);
  for (let step = 0; ; step++) {
    const offset = 1 + ((start + step) % usable);
    const address = [...range.prefix, offset >> 8, offset & 255].join('.');
    if (!taken.has(address) || step === usable) return address;
  }
}

function services({ cluster }: AllocationContext): readonly Service[] {
  return cluster.list('services') as readonly Service[];
}

/** The node ports of one request. */
class NodePorts {
  private readonly context: AllocationContext;
  private readonly taken: Set<number>;
  private readonly fresh: number[] = [];

  constructor(context: AllocationContext) {
    this.context = context;
    this.taken = new Set(services(context).flatMap(({ spec }) => nodePortsOf(spec ?? {})));
  }

  allocate(spec: ServiceSpec, old: ServiceSpec | undefined): AllocationRefusal {
    if (needsNodePort(spec)) {
      const giveNew = spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts === true;
      const ports = spec.ports ?? [];
      const refusal =
        old === undefined ? this.allocatePorts(ports, giveNew) : this.updatePorts(ports, portNumbers(old), giveNew);
      if (refusal !== undefined) return refusal;
    }
    const needsCheck = needsHealthCheckPort(spec) && (old === undefined || !needsHealthCheckPort(old));
    return needsCheck ? this.allocateHealthCheck(spec) : undefined;
  }

  /** Ports of the same number, for different protocols, share a node port. */
  private allocatePorts(ports: readonly ServicePort[], giveNew: boolean): AllocationRefusal {
    const byPort = new Map<number, number>();
    for (const [index, port] of ports.entries()) {
      if (!port.nodePort && !giveNew) continue;
      const number = port.port ?? 0;
      const shared = byPort.get(number);
      if (shared === undefined) port.nodePort = requestedFor(number, ports) ?? 0;
      else if (!port.nodePort) port.nodePort = shared;
      if (port.nodePort && port.nodePort !== shared) {
        const refusal = this.reserveAt(index, port.nodePort);
        if (refusal !== undefined) return refusal;
      }
      port.nodePort ||= this.next();
      if (shared === undefined) byPort.set(number, port.nodePort);
    }
    return undefined;
  }

  private updatePorts(ports: readonly ServicePort[], old: readonly number[], giveNew: boolean): AllocationRefusal {
    for (const [index, port] of ports.entries()) {
      if (port.nodePort && !old.includes(port.nodePort) && !this.fresh.includes(port.nodePort)) {
        const refusal = this.reserveAt(index, port.nodePort);
        if (refusal !== undefined) return refusal;
      } else if (!port.nodePort && giveNew) port.nodePort = this.next();
    }
    return undefined;
  }

  private reserveAt(index: number, port: number): AllocationRefusal {
    const problem = this.reserve(port);
    const at = specPath.child('ports').index(index).child('nodePort');
    return problem === undefined ? undefined : { errors: [invalid(at, port, problem)] };
  }

  private allocateHealthCheck(spec: ServiceSpec): AllocationRefusal {
    if (!spec.healthCheckNodePort) {
      spec.healthCheckNodePort = this.next();
      return undefined;
    }
    const problem = this.reserve(spec.healthCheckNodePort);
    if (problem === undefined) return undefined;
    const what = `failed to allocate requested HealthCheck NodePort ${spec.healthCheckNodePort}`;
    return { status: internalErrorStatus(`${what}: ${problem}`) };
  }

  private reserve(port: number): string | undefined {
    if (this.context.dryRun !== true && (port < lowestNodePort || port > highestNodePort)) {
      const valid = `${lowestNodePort}-${highestNodePort}`;
      return `provided port is not in the valid range. The range of valid ports is ${valid}`;
    }
    if (this.taken.has(port)) return portTaken;
    this.taken.add(port);
    this.fresh.push(port);
    return undefined;
  }

  private next(): number {
    if (this.context.dryRun === true) {
      const port = this.fresh.length === 0 ? dryRunNodePort : Math.max(...this.fresh) + 1;
      this.fresh.push(port);
      return port;
    }
    const count = highestNodePort - lowestNodePort + 1;
    const start = this.context.random.below(count);
    for (let step = 0; ; step++) {
      const port = lowestNodePort + ((start + step) % count);
      if (this.reserve(port) === undefined || step === count) return port;
    }
  }
}

function requestedFor(port: number, ports: readonly ServicePort[]): number | undefined {
  return ports.find((candidate) => candidate.port === port && candidate.nodePort)?.nodePort;
}

function portNumbers(spec: ServiceSpec): number[] {
  return (spec.ports ?? []).flatMap((port) => (port.nodePort ? [port.nodePort] : []));
}

function nodePortsOf(spec: ServiceSpec): number[] {
  return [...portNumbers(spec), ...(spec.healthCheckNodePort ? [spec.healthCheckNodePort] : [])];
}
