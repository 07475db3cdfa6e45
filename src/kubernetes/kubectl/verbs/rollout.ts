/** `kubectl rollout`: status, history, undo, pause, resume, restart. */
import { encodeJson } from '../../../yaml/encodeJson.ts';
import type { JsonValue } from '../../api/json.ts';
import { isStatus } from '../../api/status.ts';
import type { DaemonSet, Deployment, KubernetesObject, ReplicaSet, StatefulSet } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import { type Process, Signal, waitFor } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import type { Printer } from '../kubectl.ts';
import { addressOf, labelOf, type NamedResource } from '../resources.ts';
import { serverError } from '../serverError.ts';
import { eachResource, patchOne } from './patch.ts';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const causeAnnotation = 'kubernetes.io/change-cause';
const hashLabel = 'pod-template-hash';
/** Annotations that an undo leaves as the Deployment has them (kubectl, polymorphichelpers/rollback.go). */
const keptAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

/** The verb `rollout`; its first argument says what of it. */
export function* rollout(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const [what = '', ...args] = command.args;
  const act = actions[what];
  if (act === undefined) {
    print.err(`error: unknown command "rollout ${what}"`);
    return false;
  }
  return yield* eachResource(args, print, (resource) => act(resource, command, ports, print));
}

type Action = (resource: NamedResource, command: Command, ports: Ports, print: Printer) => Process<boolean>;

const actions: Readonly<Record<string, Action>> = {
  pause: paused(true),
  resume: paused(false),
  restart,
  status,
  history,
  undo,
};

function paused(pause: boolean): Action {
  return (resource, command, ports, print) =>
    patchOne(resource, command, ports, print, {
      body: { spec: { paused: pause ? true : null } },
      patchType: 'application/strategic-merge-patch+json',
      done: pause ? 'paused' : 'resumed',
    });
}

function restart(resource: NamedResource, command: Command, ports: Ports, print: Printer): Process<boolean> {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': ports.kernel.timestamp() };
  return patchOne(resource, command, ports, print, {
    body: { spec: { template: { metadata: { annotations } } } },
    patchType: 'application/strategic-merge-patch+json',
    done: 'restarted',
  });
}

/** Tells how far the rollout is until it is done (kubectl, polymorphichelpers/rollout_status.go). */
function* status(resource: NamedResource, command: Command, ports: Ports, print: Printer): Process<boolean> {
  const address = addressOf(resource, command);
  const changed = new Signal();
  let object: KubernetesObject | undefined;
  let told: string | undefined;
  ports.api.watch(
    { ...address, silent: true, select: ({ metadata }) => metadata?.name === resource.name },
    ({ type, object: next }) => {
      object = type === 'DELETED' ? undefined : next;
      changed.fire();
    },
  );
  if (object === undefined) {
    const found = yield* ports.api.request({ ...address, verb: 'get' });
    if (isStatus(found.object)) print.err(serverError(found.object));
    return false;
  }
  for (;;) {
    if (object === undefined) {
      print.err('error: object has been deleted');
      return false;
    }
    const state = progressOf(resource.kind.kind, object, resource.name);
    if (state.error !== undefined) {
      print.err(`error: ${state.error}`);
      return false;
    }
    if (state.text !== told || state.done) print.out(state.text);
    told = state.text;
    if (state.done || flag(command, 'watch') === 'false') return true;
    yield* waitFor(changed);
  }
}

interface Progress {
  readonly text: string;
  readonly done: boolean;
  readonly error?: string;
}

function progressOf(kind: string, object: KubernetesObject, name: string): Progress {
  const { generation = 0 } = object.metadata ?? {};
  const { status: seen, spec } = object as Deployment;
  const waiting = (text: string): Progress => ({ text, done: false });
  if (generation > (seen?.observedGeneration ?? 0)) {
    const what = kind === 'Deployment' ? 'deployment' : kind === 'DaemonSet' ? 'daemon set' : 'statefulset';
    return waiting(`Waiting for ${what} spec update to be observed...`);
  }
  if (kind === 'DaemonSet') return daemonSetProgress(object as DaemonSet, name);
  if (kind === 'StatefulSet') return statefulSetProgress(object as StatefulSet);
  const late = seen?.conditions?.find(({ type }) => type === 'Progressing')?.reason === 'ProgressDeadlineExceeded';
  if (late) return { text: '', done: false, error: `deployment "${name}" exceeded its progress deadline` };
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = seen ?? {};
  const wished = spec?.replicas ?? 1;
  const rollingOut = `Waiting for deployment "${name}" rollout to finish: `;
  if (updatedReplicas < wished) {
    return waiting(`${rollingOut}${updatedReplicas} out of ${wished} new replicas have been updated...`);
  }
  if (replicas > updatedReplicas) {
    return waiting(`${rollingOut}${replicas - updatedReplicas} old replicas are pending termination...`);
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(`${rollingOut}${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  }
  return { text: `deployment "${name}" successfully rolled out`, done: true };
}

function daemonSetProgress({ status: seen = {} }: DaemonSet, name: string): Progress {
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = seen;
  const rollingOut = `Waiting for daemon set "${name}" rollout to finish: `;
  if (updatedNumberScheduled < desiredNumberScheduled) {
    const text = `${rollingOut}${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`;
    return { text, done: false };
  }
  if (numberAvailable < desiredNumberScheduled) {
    const text = `${rollingOut}${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`;
    return { text, done: false };
  }
  return { text: `daemon set "${name}" successfully rolled out`, done: true };
}

function statefulSetProgress({ spec, status: seen = {} }: StatefulSet): Progress {
  const { readyReplicas = 0, updatedReplicas = 0, updateRevision = '', currentRevision = '' } = seen;
  const wished = spec?.replicas ?? 1;
  if (readyReplicas < wished) return { text: `Waiting for ${wished - readyReplicas} pods to be ready...`, done: false };
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  if (partition > 0) {
    if (updatedReplicas < wished - partition) {
      const text = `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wished - partition} new pods have been updated...`;
      return { text, done: false };
    }
    return { text: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...`, done: true };
  }
  if (updateRevision !== currentRevision) {
    const text = `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`;
    return { text, done: false };
  }
  const text = `statefulset rolling update complete ${seen.currentReplicas ?? 0} pods at revision ${currentRevision}...`;
  return { text, done: true };
}

/** Revisions of an object: those of its ReplicaSets or ControllerRevisions. */
function* revisionsOf(
  object: KubernetesObject,
  resource: NamedResource,
  command: Command,
  ports: Ports,
): Process<{ readonly revision: number; readonly cause: string; readonly object: KubernetesObject }[]> {
  const isDeployment = resource.kind.kind === 'Deployment';
  const list = yield* ports.api.request({
    apiVersion: 'apps/v1',
    resource: isDeployment ? 'replicasets' : 'controllerrevisions',
    namespace: command.namespace,
    verb: 'list',
  });
  const { items = [] } = list.object as { items?: readonly KubernetesObject[] };
  return items
    .filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === object.metadata?.uid))
    .map((item) => ({
      revision: isDeployment
        ? Number(item.metadata?.annotations?.[revisionAnnotation] ?? 0)
        : Number((item as { revision?: number }).revision ?? 0),
      cause: item.metadata?.annotations?.[causeAnnotation] ?? '<none>',
      object: item,
    }))
    .sort((a, b) => a.revision - b.revision);
}

function* history(resource: NamedResource, command: Command, ports: Ports, print: Printer): Process<boolean> {
  const found = yield* ports.api.request({ ...addressOf(resource, command), verb: 'get' });
  if (isStatus(found.object)) {
    print.err(serverError(found.object));
    return false;
  }
  const revisions = yield* revisionsOf(found.object as KubernetesObject, resource, command, ports);
  print.out(`${labelOf(resource)} `);
  print.out('REVISION  CHANGE-CAUSE');
  for (const { revision, cause } of revisions) print.out(`${String(revision).padEnd(10)}${cause}`);
  print.out('');
  return true;
}

function* undo(resource: NamedResource, command: Command, ports: Ports, print: Printer): Process<boolean> {
  const found = yield* ports.api.request({ ...addressOf(resource, command), verb: 'get' });
  if (isStatus(found.object)) {
    print.err(serverError(found.object));
    return false;
  }
  const object = found.object as KubernetesObject;
  const { resource: plural } = resource.kind;
  if (object.metadata?.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] !== undefined) {
    print.err(
      `Warning: resource ${plural}/${resource.name} was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
    );
  }
  const revisions = yield* revisionsOf(object, resource, command, ports);
  const wanted = Number(flag(command, 'to-revision') ?? 0);
  const target = wanted === 0 ? revisions.at(-2) : revisions.find(({ revision }) => revision === wanted);
  if (target === undefined) {
    const what =
      wanted === 0
        ? `no rollout history found for ${resource.kind.resource.replace(/s$/, '')} "${resource.name}"`
        : `unable to find specified revision ${wanted} in history`;
    print.err(`error: ${what}`);
    return false;
  }
  if (resource.kind.kind !== 'Deployment') {
    const { data } = target.object as { data?: JsonValue };
    return yield* patchOne(resource, command, ports, print, {
      body: data ?? {},
      patchType: 'application/strategic-merge-patch+json',
      done: 'rolled back',
    });
  }
  const template = templateOf(target.object as ReplicaSet);
  const current = (object as Deployment).spec?.template;
  if (encodeJson(current as unknown as JsonValue) === encodeJson(template as unknown as JsonValue)) {
    print.out(`${labelOf(resource)} skipped rollback (current template already matches revision ${target.revision})`);
    return true;
  }
  return yield* patchOne(resource, command, ports, print, {
    body: [
      { op: 'replace', path: '/spec/template', value: template as unknown as JsonValue },
      { op: 'replace', path: '/metadata/annotations', value: annotationsFor(object, target.object) },
    ],
    patchType: 'application/json-patch+json',
    done: 'rolled back',
  });
}

function templateOf(set: ReplicaSet): object {
  const { metadata = {}, spec = {} } = set.spec?.template ?? {};
  const { [hashLabel]: _hash, ...labels } = metadata.labels ?? {};
  return { metadata: { ...metadata, labels }, spec };
}

function annotationsFor(object: KubernetesObject, target: KubernetesObject): Record<string, string> {
  const kept = Object.entries(object.metadata?.annotations ?? {}).filter(([key]) => keptAnnotations.includes(key));
  const old = Object.entries(target.metadata?.annotations ?? {}).filter(([key]) => !keptAnnotations.includes(key));
  return Object.fromEntries([...kept, ...old]);
}
