/** `kubectl get` of the kinds that run Pods, and of what keeps them safe. */
import { humanDuration, nanoseconds } from '../api/duration.ts';
import { formatLabelSelector, selectorOf, selectorText } from '../api/labels.ts';
import { unixMs } from '../api/time.ts';
import type {
  Container,
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  LabelSelector,
  PodDisruptionBudget,
  PodTemplate,
  PodTemplateSpec,
  ReplicaSet,
  ReplicationController,
  Scale,
  StatefulSet,
} from '../api/types.ts';
import { age } from './age.ts';
import {
  boolText,
  type Cell,
  columns,
  type KindTable,
  kindTable,
  labelsText,
  nameColumn,
  wideColumns,
} from './table.ts';

const containerColumns = wideColumns('Containers', 'Images', 'Selector');

/** Names and images of a template's containers. */
function containerCells(template: PodTemplateSpec | undefined): readonly Cell[] {
  const containers: readonly Container[] = template?.spec?.containers ?? [];
  const names = containers.map(({ name }) => name ?? '').join(',');
  return [names, containers.map(({ image }) => image ?? '').join(',')];
}

const deployment = kindTable<Deployment>(
  [nameColumn, ...columns('Ready', 'Up-to-date', 'Available', 'Age'), ...containerColumns],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    status.updatedReplicas ?? 0,
    status.availableReplicas ?? 0,
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.template),
    deploymentSelector(spec.selector),
  ],
);

/** Deployments alone show a faulty selector as `<invalid>` and none as nothing. */
function deploymentSelector(selector: LabelSelector | undefined): string {
  const parsed = selectorOf(selector);
  return typeof parsed === 'string' ? '<invalid>' : selectorText(parsed);
}

const replicaColumns = [
  nameColumn,
  ...columns('Desired:integer', 'Current:integer', 'Ready:integer', 'Age'),
  ...containerColumns,
];

const replicaSet = kindTable<ReplicaSet>(replicaColumns, (object, nowMs) => [
  ...replicaCells(object, nowMs),
  formatLabelSelector(object.spec?.selector),
]);

const replicationController = kindTable<ReplicationController>(replicaColumns, (object, nowMs) => [
  ...replicaCells(object, nowMs),
  labelsText(object.spec?.selector),
]);

function replicaCells(
  { metadata = {}, spec = {}, status = {} }: ReplicaSet | ReplicationController,
  nowMs: number,
): readonly Cell[] {
  return [
    metadata.name ?? '',
    spec.replicas ?? 0,
    status.replicas ?? 0,
    status.readyReplicas ?? 0,
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.template),
  ];
}

const statefulSet = kindTable<StatefulSet>(
  [nameColumn, ...columns('Ready', 'Age'), ...wideColumns('Containers', 'Images')],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.template),
  ],
);

const daemonSet = kindTable<DaemonSet>(
  [
    nameColumn,
    ...columns('Desired:integer', 'Current:integer', 'Ready:integer', 'Up-to-date:integer', 'Available:integer'),
    ...columns('Node Selector', 'Age'),
    ...containerColumns,
  ],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    status.desiredNumberScheduled ?? 0,
    status.currentNumberScheduled ?? 0,
    status.numberReady ?? 0,
    status.updatedNumberScheduled ?? 0,
    status.numberAvailable ?? 0,
    labelsText(spec.template?.spec?.nodeSelector),
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.template),
    formatLabelSelector(spec.selector),
  ],
);

const job = kindTable<Job>(
  [nameColumn, ...columns('Status', 'Completions', 'Duration', 'Age'), ...containerColumns],
  (object, nowMs) => [
    object.metadata?.name ?? '',
    jobStatus(object),
    jobCompletions(object),
    jobDuration(object, nowMs),
    age(object.metadata?.creationTimestamp, nowMs),
    ...containerCells(object.spec?.template),
    formatLabelSelector(object.spec?.selector),
  ],
);

/** The condition that counts, in the order in which they are looked at; a Job being deleted comes after the two ends. */
function jobStatus({ metadata, status }: Job): string {
  const holds = (wanted: string) => status?.conditions?.find(({ type }) => type === wanted)?.status === 'True';
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (metadata?.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function jobCompletions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined && spec.completions !== null) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, nowMs: number): string {
  const start = unixMs(status?.startTime);
  if (start === undefined) return '';
  return humanDuration(nanoseconds((unixMs(status?.completionTime) ?? nowMs) - start));
}

const cronJob = kindTable<CronJob>(
  [
    nameColumn,
    ...columns('Schedule', 'Timezone', 'Suspend:boolean', 'Active:integer', 'Last Schedule', 'Age'),
    ...containerColumns,
  ],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    spec.schedule ?? '',
    spec.timeZone ?? '<none>',
    boolText(spec.suspend),
    status.active?.length ?? 0,
    status.lastScheduleTime ? age(status.lastScheduleTime, nowMs) : '<none>',
    age(metadata.creationTimestamp, nowMs),
    ...containerCells(spec.jobTemplate?.spec?.template),
    formatLabelSelector(spec.jobTemplate?.spec?.selector),
  ],
);

const podTemplate = kindTable<PodTemplate>(
  [nameColumn, ...columns('Containers', 'Images', 'Pod Labels')],
  ({ metadata = {}, template = {} }) => [
    metadata.name ?? '',
    ...containerCells(template),
    labelsText(template.metadata?.labels),
  ],
);

const controllerRevision = kindTable<ControllerRevision>(
  [nameColumn, ...columns('Controller', 'Revision', 'Age')],
  ({ metadata = {}, revision = 0 }, nowMs) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    const group = owner?.apiVersion?.includes('/') === true ? `.${owner.apiVersion.split('/')[0]}` : '';
    const controller =
      owner === undefined ? '<none>' : `${owner.kind}${group}`.toLowerCase().concat('/', owner.name ?? '');
    return [metadata.name ?? '', controller, revision, age(metadata.creationTimestamp, nowMs)];
  },
);

const podDisruptionBudget = kindTable<PodDisruptionBudget>(
  [nameColumn, ...columns('Min Available', 'Max Unavailable', 'Allowed Disruptions:integer', 'Age')],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    String(spec.minAvailable ?? 'N/A'),
    String(spec.maxUnavailable ?? 'N/A'),
    status.disruptionsAllowed ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
);

const scale = kindTable<Scale>(
  columns('Name', 'Desired:integer', 'Available:integer', 'Age'),
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    spec.replicas ?? 0,
    status.replicas ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
);

export const workloadTables: Readonly<Record<string, KindTable>> = {
  Deployment: deployment,
  ReplicaSet: replicaSet,
  ReplicationController: replicationController,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  Job: job,
  CronJob: cronJob,
  PodTemplate: podTemplate,
  ControllerRevision: controllerRevision,
  PodDisruptionBudget: podDisruptionBudget,
  Scale: scale,
};
