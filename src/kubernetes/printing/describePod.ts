/** `kubectl describe pod` (kubectl `pkg/describe/describe.go`, describePod). */
import { goTrimSpace } from '../api/goText.ts';
import { formatLabelSelector } from '../api/labels.ts';
import { isPodTerminal } from '../api/podReadiness.ts';
import { qosClassOf } from '../api/qos.ts';
import { unixMs } from '../api/time.ts';
import type { Event, Pod, Toleration, TopologySpreadConstraint } from '../api/types.ts';
import { age } from './age.ts';
import { describeContainers, describeResources, describeSeccomp, sortedBy } from './describeContainers.ts';
import { describeVolumes } from './describeVolumes.ts';
import { DescribeWriter, describeAnnotations, describeLabels, longTime } from './describeWriter.ts';

/**
 * The description, in UTC. `events` in the order the server lists them; undefined leaves their section out.
 * More than twelve events with equal times may come out in another order than Go's unstable sort gives them.
 */
export function describePod(pod: Pod, events: readonly Event[] | undefined, nowMs: number): string {
  const { spec = {}, status = {} } = pod;
  const writer = new DescribeWriter();
  describeHead(writer, pod, nowMs);
  if (spec.resources) {
    writer.write(0, 'Resources:\n');
    describeResources(writer, 1, spec.resources);
  }
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec;
  if (initContainers.length > 0) {
    describeContainers(writer, 'Init Containers', initContainers, status.initContainerStatuses, pod);
  }
  describeContainers(writer, 'Containers', containers, status.containerStatuses, pod);
  if (ephemeralContainers.length > 0) {
    describeContainers(writer, 'Ephemeral Containers', ephemeralContainers, status.ephemeralContainerStatuses, pod);
  }
  describeConditions(writer, pod);
  describeVolumes(writer, spec.volumes ?? []);
  writer.write(0, `QoS Class:\t${qosClassOf(pod)}\n`);
  describeLabels(writer, 'Node-Selectors', spec.nodeSelector);
  describeTolerations(writer, spec.tolerations ?? []);
  describeSpread(writer, spec.topologySpreadConstraints ?? []);
  if (spec.schedulingGroup) {
    writer.write(0, 'SchedulingGroup:\n');
    writer.write(1, `PodGroupName:\t${spec.schedulingGroup.podGroupName ?? ''}\n`);
  }
  if (events !== undefined) describeEvents(writer, events, nowMs);
  return writer.toString();
}

function describeHead(writer: DescribeWriter, pod: Pod, nowMs: number): void {
  const { metadata = {}, spec = {}, status = {} } = pod;
  const line = (title: string, value: string | number) => writer.write(0, `${title}:\t${value}\n`);
  line('Name', metadata.name ?? '');
  line('Namespace', metadata.namespace ?? '');
  if (spec.priority !== undefined && spec.priority !== null) line('Priority', spec.priority);
  if (spec.priorityClassName) line('Priority Class Name', spec.priorityClassName);
  if (spec.runtimeClassName) line('Runtime Class Name', spec.runtimeClassName);
  if (spec.serviceAccountName) line('Service Account', spec.serviceAccountName);
  line('Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) line('Start Time', longTime(status.startTime));
  describeLabels(writer, 'Labels', metadata.labels);
  describeAnnotations(writer, 'Annotations', metadata.annotations);
  if (metadata.deletionTimestamp && !isPodTerminal(pod)) {
    line('Status', `Terminating (lasts ${age(metadata.deletionTimestamp, nowMs)})`);
    line('Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else line('Status', status.phase ?? '');
  if (status.reason) line('Reason', status.reason);
  if (status.message) line('Message', status.message);
  describeSeccomp(writer, 0, 0, spec.securityContext);
  line('IP', status.podIP ?? '');
  describeIPs(writer, status.podIPs ?? []);
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner !== undefined) line('Controlled By', `${owner.kind ?? ''}/${owner.name ?? ''}`);
  if (status.nominatedNodeName) line('NominatedNodeName', status.nominatedNodeName);
}

function describeIPs(writer: DescribeWriter, ips: readonly { ip?: string }[]): void {
  writer.write(0, ips.length === 0 ? 'IPs:\t<none>\n' : 'IPs:\n');
  for (const { ip = '' } of ips) writer.write(1, `IP:\t${ip}\n`);
}

function describeConditions(writer: DescribeWriter, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? [];
  const gates = spec?.readinessGates ?? [];
  if (gates.length > 0) writer.write(0, 'Readiness Gates:\n  Type\tStatus\n');
  for (const { conditionType = '' } of gates) {
    const condition = conditions.find(({ type }) => type === conditionType);
    writer.write(1, `${conditionType} \t${condition === undefined ? '<none>' : (condition.status ?? '')} \n`);
  }
  if (conditions.length > 0) writer.write(0, 'Conditions:\n  Type\tStatus\n');
  for (const { type = '', status: value = '' } of conditions) writer.write(1, `${type} \t${value} \n`);
}

function describeTolerations(writer: DescribeWriter, tolerations: readonly Toleration[]): void {
  writer.write(0, 'Tolerations:\t');
  if (tolerations.length === 0) writer.writeLine('<none>');
  for (const [index, toleration] of sortedBy(tolerations, ({ key = '' }) => key).entries()) {
    writer.write(0, `${index === 0 ? '' : '\t'}${tolerationText(toleration)}\n`);
  }
}

function tolerationText({ key = '', operator, value, effect, tolerationSeconds }: Toleration): string {
  const what = key + (value ? `=${value}` : '') + (effect ? `:${effect}` : '');
  const exists = operator === 'Exists' && !value ? `${what === '' ? '' : ' '}op=Exists` : '';
  const seconds = tolerationSeconds === undefined || tolerationSeconds === null ? '' : ` for ${tolerationSeconds}s`;
  return what + exists + seconds;
}

function describeSpread(writer: DescribeWriter, constraints: readonly TopologySpreadConstraint[]): void {
  if (constraints.length > 0) writer.write(0, 'Topology Spread Constraints:\t');
  for (const [index, constraint] of sortedBy(constraints, ({ topologyKey = '' }) => topologyKey).entries()) {
    const { topologyKey = '', whenUnsatisfiable = '', maxSkew = 0, labelSelector } = constraint;
    const selector = labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : '';
    const text = `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`;
    writer.write(0, `${index === 0 ? '' : '\t'}${text}\n`);
  }
}

function describeEvents(writer: DescribeWriter, events: readonly Event[], nowMs: number): void {
  if (events.length === 0) {
    writer.write(0, 'Events:\t<none>\n');
    return;
  }
  writer.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  writer.write(1, '----\t------\t----\t----\t-------\n');
  const last = ({ lastTimestamp }: Event) => unixMs(lastTimestamp) ?? Number.NEGATIVE_INFINITY;
  for (const event of events.toSorted((a, b) => (last(a) < last(b) ? -1 : last(a) > last(b) ? 1 : 0))) {
    const path = event.involvedObject?.fieldPath;
    const message = goTrimSpace(event.message ?? '');
    const from = event.source?.component || (event.reportingComponent ?? '');
    const cells = [event.type ?? '', event.reason ?? '', intervalText(event, nowMs), from];
    writer.write(1, `${cells.join('\t')}\t${path ? `${path}: ${message}` : message}\n`);
  }
}

/** `5s`, or `3s (x4 over 92s)` for what happened again and again. */
function intervalText({ eventTime, firstTimestamp, lastTimestamp, series, count = 0 }: Event, nowMs: number): string {
  const first = age(eventTime ?? firstTimestamp, nowMs);
  if (series) return `${age(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${first})`;
  return count > 1 ? `${age(lastTimestamp, nowMs)} (x${count} over ${first})` : first;
}
