/** The containers of `kubectl describe pod`: image, command, state, resources, probes, environment, mounts. */
import { goQuote } from '../api/goText.ts';
import { formatQuantity, isZero, quantityMilliValue, quantityOf, quantityValue } from '../api/quantity.ts';
import type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStatus,
  EnvVar,
  Pod,
  ResourceFieldSelector,
  ResourceList,
  ResourceRequirements,
  SecurityContext,
} from '../api/types.ts';
import { type DescribeWriter, longTime } from './describeWriter.ts';
import { probeText } from './probeText.ts';
import { boolText, orNone } from './table.ts';

/** A list of containers under its title. */
export function describeContainers(
  writer: DescribeWriter,
  title: string,
  containers: readonly Container[],
  statuses: readonly ContainerStatus[] | undefined,
  pod: Pod,
): void {
  writer.write(0, `${title}:${containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of containers) {
    const status = statuses?.findLast(({ name }) => name === container.name);
    describeBasics(writer, container, status);
    describeWords(writer, 'Command', container.command);
    describeWords(writer, 'Args', container.args);
    if (status !== undefined) describeStatus(writer, status);
    describeResources(writer, 2, container.resources);
    describeProbes(writer, container);
    describeEnvFrom(writer, container);
    describeEnv(writer, container, pod);
    describeMounts(writer, container);
  }
}

function describeBasics(writer: DescribeWriter, container: Container, status: ContainerStatus | undefined): void {
  writer.write(1, `${container.name ?? ''}:\n`);
  if (status !== undefined) writer.write(2, `Container ID:\t${status.containerID ?? ''}\n`);
  writer.write(2, `Image:\t${container.image ?? ''}\n`);
  if (status !== undefined) writer.write(2, `Image ID:\t${status.imageID ?? ''}\n`);
  describePorts(writer, 'Port', container.ports ?? [], ({ containerPort = 0 }) => containerPort);
  describePorts(writer, 'Host Port', container.ports ?? [], ({ hostPort = 0 }) => hostPort);
  describeSeccomp(writer, 2, 3, container.securityContext);
}

/** Several ports have a title in the plural. */
function describePorts(
  writer: DescribeWriter,
  title: string,
  ports: readonly ContainerPort[],
  number: (port: ContainerPort) => number,
): void {
  const texts = ports.map((port) => `${number(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`);
  const text = texts.join(', ');
  writer.write(2, text.includes(',') ? `${title}s:\t${text}\n` : `${title}:\t${orNone(text)}\n`);
}

/** A seccomp profile, if one is set; the path of a profile on the node stands at a level of its own. */
export function describeSeccomp(
  writer: DescribeWriter,
  level: number,
  pathLevel: number,
  context: Pick<SecurityContext, 'seccompProfile'> | undefined,
): void {
  const profile = context?.seccompProfile;
  if (!profile) return;
  writer.write(level, `SeccompProfile:\t${profile.type ?? ''}\n`);
  if (profile.type === 'Localhost') writer.write(pathLevel, `LocalhostProfile:\t${profile.localhostProfile ?? ''}\n`);
}

function describeWords(writer: DescribeWriter, title: string, words: readonly string[] | undefined): void {
  if (words === undefined || words.length === 0) return;
  writer.write(2, `${title}:\n`);
  for (const line of words.flatMap((word) => word.split('\n'))) writer.write(3, `${line}\n`);
}

function describeStatus(writer: DescribeWriter, status: ContainerStatus): void {
  describeState(writer, 'State', status.state ?? {});
  if (status.lastState?.terminated) describeState(writer, 'Last State', status.lastState);
  writer.write(2, `Ready:\t${boolText(status.ready ?? false)}\n`);
  writer.write(2, `Restart Count:\t${status.restartCount ?? 0}\n`);
}

function describeState(writer: DescribeWriter, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running) {
    writer.write(2, `${title}:\tRunning\n`);
    writer.write(3, `Started:\t${longTime(running.startedAt)}\n`);
  } else if (waiting || !terminated) {
    writer.write(2, `${title}:\tWaiting\n`);
    if (waiting?.reason) writer.write(3, `Reason:\t${waiting.reason}\n`);
  } else {
    writer.write(2, `${title}:\tTerminated\n`);
    if (terminated.reason) writer.write(3, `Reason:\t${terminated.reason}\n`);
    if (terminated.message) writer.write(3, `Message:\t${terminated.message}\n`);
    writer.write(3, `Exit Code:\t${terminated.exitCode ?? 0}\n`);
    if ((terminated.signal ?? 0) > 0) writer.write(3, `Signal:\t${terminated.signal}\n`);
    writer.write(3, `Started:\t${longTime(terminated.startedAt)}\n`);
    writer.write(3, `Finished:\t${longTime(terminated.finishedAt)}\n`);
  }
}

/** Limits and requests, each under its title. */
export function describeResources(
  writer: DescribeWriter,
  level: number,
  resources: ResourceRequirements | undefined,
): void {
  describeAmounts(writer, level, 'Limits', resources?.limits);
  describeAmounts(writer, level, 'Requests', resources?.requests);
}

function describeAmounts(writer: DescribeWriter, level: number, title: string, list: ResourceList | undefined): void {
  const names = Object.keys(list ?? {}).sort();
  if (names.length > 0) writer.write(level, `${title}:\n`);
  for (const name of names) writer.write(level + 1, `${name}:\t${formatQuantity(quantityOf(list?.[name]))}\n`);
}

function describeProbes(writer: DescribeWriter, container: Container): void {
  if (container.livenessProbe) writer.write(2, `Liveness:\t${probeText(container.livenessProbe)}\n`);
  if (container.readinessProbe) writer.write(2, `Readiness:\t${probeText(container.readinessProbe)}\n`);
  if (container.startupProbe) writer.write(2, `Startup:\t${probeText(container.startupProbe)}\n`);
}

function describeEnvFrom(writer: DescribeWriter, { envFrom = [] }: Container): void {
  if (envFrom.length === 0) return;
  writer.write(2, 'Environment Variables from:\n');
  for (const { configMapRef, secretRef, prefix } of envFrom) {
    const source = configMapRef ?? secretRef;
    const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    const how = prefix ? `${from} with prefix '${prefix}'` : from;
    writer.write(3, `${source?.name ?? ''}\t${how}\tOptional: ${source?.optional ?? false}\n`);
  }
}

function describeEnv(writer: DescribeWriter, container: Container, pod: Pod): void {
  const { env = [] } = container;
  writer.write(2, `Environment:${env.length === 0 ? '\t<none>' : ''}\n`);
  for (const variable of env) {
    for (const [index, line] of envLines(variable, container, pod).entries()) {
      writer.write(3, `${index === 0 ? `${variable.name ?? ''}:` : ''}\t${line}\n`);
    }
  }
}

function envLines({ value = '', valueFrom }: EnvVar, container: Container, pod: Pod): readonly string[] {
  if (!valueFrom) return value.split('\n');
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef) {
    const { apiVersion = '', fieldPath = '' } = fieldRef;
    return [`${podField(pod, apiVersion, fieldPath)} (${apiVersion}:${fieldPath})`];
  }
  if (resourceFieldRef) return [`${resourceText(resourceFieldRef, container)} (${resourceFieldRef.resource ?? ''})`];
  if (secretKeyRef) {
    const { key = '', name = '', optional = false } = secretKeyRef;
    return [`<set to the key '${key}' in secret '${name}'>\tOptional: ${optional}`];
  }
  if (!configMapKeyRef) return [];
  const { key = '', name = '', optional = false } = configMapKeyRef;
  return [`<set to the key '${key}' of config map '${name}'>\tOptional: ${optional}`];
}

/** Of a Pod's fields, kubectl's scheme knows but two. */
function podField({ metadata = {} }: Pod, apiVersion: string, fieldPath: string): string {
  if (apiVersion.split('/').length > 2) return '';
  if (fieldPath === 'metadata.name') return metadata.name ?? '';
  return fieldPath === 'metadata.namespace' ? (metadata.namespace ?? '') : '';
}

/** A resource of the container itself, whatever `containerName` says, in whole divisors. */
function resourceText({ resource = '', divisor: divisorText }: ResourceFieldSelector, container: Container): string {
  const dot = resource.indexOf('.');
  const list = resource.slice(0, dot);
  const name = resource.slice(dot + 1);
  if (list !== 'limits' && list !== 'requests') return '';
  if (!['cpu', 'memory', 'ephemeral-storage'].includes(name) && !name.startsWith('hugepages-')) return '';
  const given = quantityOf(divisorText);
  const divisor = isZero(given) ? quantityOf('1') : given;
  const count = name === 'cpu' ? quantityMilliValue : quantityValue;
  const amount = quantityOf(container.resources?.[list]?.[name]);
  const text = String(Math.ceil(Number(count(amount)) / Number(count(divisor))) || 0);
  return text === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : text;
}

function describeMounts(writer: DescribeWriter, { volumeMounts = [], volumeDevices = [] }: Container): void {
  const none = volumeMounts.length === 0 ? '\t<none>' : '';
  writer.write(2, `Mounts:${none}\n`);
  for (const mount of sortedBy(volumeMounts, ({ mountPath = '' }) => mountPath)) {
    const flags = [mount.readOnly === true ? 'ro' : 'rw', ...(mount.subPath ? [`path=${goQuote(mount.subPath)}`] : [])];
    writer.write(3, `${mount.mountPath ?? ''} from ${mount.name ?? ''} (${flags.join(',')})\n`);
  }
  if (volumeDevices.length === 0) return;
  writer.write(2, `Devices:${none}\n`);
  for (const device of sortedBy(volumeDevices, ({ devicePath = '' }) => devicePath)) {
    writer.write(3, `${device.devicePath ?? ''} from ${device.name ?? ''}\n`);
  }
}

/** A sorted copy. Equal items keep their order, as in Go for up to twelve. */
export function sortedBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
