/** ReplicaSets as revisions of a Deployment: which one is new, and the annotations that number them (deployment/sync.go). */
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import { controllerOf } from '../caches.ts';
import type { ControllerContext } from '../controller.ts';
import { stableText, templateHash } from '../hash.ts';
import { isNamespaceTerminating, isRefused, isTrouble, type Trouble } from '../objectClient.ts';
import { controllerReference } from '../ownership.ts';
import { createdAt } from '../replicaSet.ts';
import { conditionOf, newCondition, setCondition, statusOfDraft } from './conditions.ts';
import {
  desiredReplicasAnnotation,
  hasProgressDeadline,
  maxReplicasAnnotation,
  maxSurge,
  newSetReplicas,
  replicasOf,
} from './numbers.ts';

const hashLabel = 'pod-template-hash';
const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
/** Annotations of a Deployment that its ReplicaSets do not get. */
const ownAnnotations: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  'deprecated.deployment.rollback.to',
];
const longestHistory = 2000;
/** Names of ReplicaSets leave room for what Pods' names add. */
const longestSetName = 253;

export interface Revisions {
  readonly newSet: ReplicaSet | undefined;
  readonly oldSets: readonly ReplicaSet[];
}

/** New and old ReplicaSets, with their revision and the Deployment's brought up to date. Changes the draft `deployment`. */
export function* revisionsOf(
  context: ControllerContext,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  createMissing: boolean,
): Process<Revisions | Trouble> {
  const existing = newSetOf(deployment, sets);
  const oldSets = byCreation(sets).filter((set) => set !== existing);
  const revision = String(Math.max(0, ...oldSets.map(revisionOf)) + 1);
  if (existing !== undefined) {
    const newSet = yield* broughtUpToDate(context, deployment, existing, revision);
    return isTrouble(newSet) ? newSet : { newSet, oldSets };
  }
  if (!createMissing) return { newSet: undefined, oldSets };
  const newSet = yield* createSet(context, deployment, oldSets, revision);
  return isTrouble(newSet) ? newSet : { newSet, oldSets };
}

/** The oldest ReplicaSet with the Deployment's template. */
function newSetOf(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wished = textOf(deployment.spec?.template);
  return byCreation(sets).find((set) => textOf(set.spec?.template) === wished);
}

const templateTexts = new WeakMap<PodTemplateSpec, string>();

/** A template's text without the label that ReplicaSets add. */
function textOf(template: PodTemplateSpec | undefined): string {
  if (template === undefined) return '';
  let text = templateTexts.get(template);
  if (text === undefined) {
    const { labels = {}, ...metadata } = template.metadata ?? {};
    const { [hashLabel]: _hash, ...own } = labels;
    text = stableText({ ...template, metadata: { ...metadata, labels: own } });
    templateTexts.set(template, text);
  }
  return text;
}

/** Oldest first. */
export function byCreation(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return [...sets].sort(
    (a, b) => createdAt(a) - createdAt(b) || ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1),
  );
}

/** Lowest revision first. */
export function byRevision(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return [...sets].sort((a, b) => revisionOf(a) - revisionOf(b));
}

export function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata?.annotations?.[revisionAnnotation] ?? 0) || 0;
}

function* broughtUpToDate(
  context: ControllerContext,
  deployment: Deployment,
  set: ReplicaSet,
  revision: string,
): Process<ReplicaSet | Trouble> {
  const annotations = annotationsFor(deployment, set.metadata?.annotations ?? {}, revision);
  const { minReadySeconds = 0 } = deployment.spec ?? {};
  if (annotations !== undefined || (set.spec?.minReadySeconds ?? 0) !== minReadySeconds) {
    const metadata = annotations === undefined ? set.metadata : { ...set.metadata, annotations };
    return yield* context.client.update({
      ...set,
      ...(metadata !== undefined && { metadata }),
      spec: { ...set.spec, minReadySeconds },
    });
  }
  let changed = setRevision(deployment, set.metadata?.annotations?.[revisionAnnotation] ?? '');
  if (hasProgressDeadline(deployment) && conditionOf(deployment.status, 'Progressing') === undefined) {
    const message = `Found new replica set "${set.metadata?.name ?? ''}"`;
    setCondition(
      statusOfDraft(deployment),
      newCondition(context.kernel, 'Progressing', 'True', 'FoundNewReplicaSet', message),
    );
    changed = true;
  }
  if (changed) {
    const updated = yield* context.client.update(structuredClone(deployment), 'status');
    if (isTrouble(updated)) return updated;
  }
  return set;
}

/** A ReplicaSet's annotations with the Deployment's own and its revision; undefined where nothing changes. */
function annotationsFor(
  deployment: Deployment,
  before: Readonly<Record<string, string>>,
  revision: string,
): Record<string, string> | undefined {
  const annotations = { ...before };
  let changed = false;
  for (const [key, value] of Object.entries(deployment.metadata?.annotations ?? {})) {
    if (ownAnnotations.includes(key) || annotations[key] === value) continue;
    annotations[key] = value;
    changed = true;
  }
  const old = annotations[revisionAnnotation];
  if (old !== undefined && old !== '' && !/^-?\d+$/.test(old)) return undefined;
  if (Number(old ?? 0) < Number(revision)) {
    annotations[revisionAnnotation] = revision;
    changed = true;
    if (old !== undefined) {
      const history = historyWith(annotations[historyAnnotation] ?? '', old);
      if (history !== undefined) annotations[historyAnnotation] = history;
    }
  }
  return changed ? annotations : undefined;
}

/** The revisions that a ReplicaSet has been, the oldest left out when there are too many. */
function historyWith(history: string, revision: string): string | undefined {
  if (history === '') return revision;
  const kept = history.split(',');
  while (kept.length > 0 && kept.join(',').length + 1 + revision.length > longestHistory) kept.shift();
  const joined = [...kept, revision].join(',');
  return joined.length <= longestHistory ? joined : undefined;
}

function setRevision(deployment: Deployment, revision: string): boolean {
  deployment.metadata ??= {};
  deployment.metadata.annotations ??= {};
  const { annotations } = deployment.metadata;
  if (annotations[revisionAnnotation] === revision) return false;
  annotations[revisionAnnotation] = revision;
  return true;
}

function* createSet(
  context: ControllerContext,
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
  revision: string,
): Process<ReplicaSet | Trouble> {
  const { client, kernel, caches } = context;
  const draft = newSetFor(deployment, oldSets, revision);
  const replicas = replicasOf(draft);
  let created: ReplicaSet | Trouble = yield* client.create(draft);
  const existed = isRefused(created, 'AlreadyExists');
  if (isTrouble(created)) {
    if (existed) {
      const other = caches.get<ReplicaSet>('replicasets', keyOf(draft));
      const own =
        other !== undefined &&
        controllerOf(other.metadata?.ownerReferences)?.uid === deployment.metadata?.uid &&
        textOf(other.spec?.template) === textOf(deployment.spec?.template);
      if (!own) {
        const status = statusOfDraft(deployment);
        status.collisionCount = (status.collisionCount ?? 0) + 1;
        yield* client.update(structuredClone(deployment), 'status');
        return created;
      }
      created = other;
    } else {
      if (!isNamespaceTerminating(created)) yield* tellFailure(context, deployment, draft, created);
      return created;
    }
  }
  const name = created.metadata?.name ?? '';
  if (!existed && replicas > 0) {
    context.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`);
  }
  let changed = setRevision(deployment, revision);
  if (!existed && hasProgressDeadline(deployment)) {
    const message = `Created new replica set "${name}"`;
    setCondition(
      statusOfDraft(deployment),
      newCondition(kernel, 'Progressing', 'True', 'NewReplicaSetCreated', message),
    );
    changed = true;
  }
  if (changed) {
    const updated = yield* client.update(structuredClone(deployment), 'status');
    if (isTrouble(updated)) return updated;
  }
  return created;
}

function newSetFor(deployment: Deployment, oldSets: readonly ReplicaSet[], revision: string): ReplicaSet {
  const { template = {}, selector = {}, minReadySeconds = 0 } = deployment.spec ?? {};
  const { name = '', namespace = '' } = deployment.metadata ?? {};
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const draft: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name.slice(0, longestSetName - hash.length - 1)}-${hash}`,
      namespace,
      labels,
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds > 0 && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  const replicas = newSetReplicas(deployment, [...oldSets, draft], draft);
  const wished = replicasOf(deployment);
  const annotations = {
    ...annotationsFor(deployment, {}, revision),
    [desiredReplicasAnnotation]: String(wished),
    [maxReplicasAnnotation]: String(wished + maxSurge(deployment)),
  };
  return { ...draft, metadata: { ...draft.metadata, annotations }, spec: { ...draft.spec, replicas } };
}

function* tellFailure(
  context: ControllerContext,
  deployment: Deployment,
  draft: ReplicaSet,
  { trouble }: Trouble,
): Process {
  const message = `Failed to create new replica set "${draft.metadata?.name ?? ''}": ${trouble}`;
  if (hasProgressDeadline(deployment)) {
    const condition = newCondition(context.kernel, 'Progressing', 'False', 'ReplicaSetCreateError', message);
    setCondition(statusOfDraft(deployment), condition);
    yield* context.client.update(structuredClone(deployment), 'status');
  }
  context.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
}

/** The template and annotations of an older revision, put into the draft of a Deployment. True where that changes it. */
export function rollBackTo(deployment: Deployment, set: ReplicaSet): boolean {
  if (textOf(deployment.spec?.template) === textOf(set.spec?.template)) return false;
  const { [hashLabel]: _hash, ...labels } = set.spec?.template?.metadata?.labels ?? {};
  const template = { ...set.spec?.template, metadata: { ...set.spec?.template?.metadata, labels } };
  deployment.spec = { ...deployment.spec, template };
  const kept = Object.entries(deployment.metadata?.annotations ?? {}).filter(([key]) => ownAnnotations.includes(key));
  const old = Object.entries(set.metadata?.annotations ?? {}).filter(([key]) => !ownAnnotations.includes(key));
  deployment.metadata = { ...deployment.metadata, annotations: Object.fromEntries([...kept, ...old]) };
  return true;
}
