/** What each actor on the stage says of itself at an instant. */
import { objectAt } from '../../trace/history.ts';
import { keyOfRef } from '../../trace/keys.ts';
import { words } from '../../trace/message.ts';
import { type Actor, componentOf, type StageStep } from '../../trace/model.ts';
import { podState } from '../../trace/podState.ts';
import { type RuntimeContainer, type RuntimePod, runtimeContainer } from '../../trace/runtime.ts';
import { requestOf } from '../../trace/wire.ts';
import type { Scene } from '../scene.ts';
import { cycleAt, isMine, nodeNames } from './bins.ts';

/** How an actor takes part in the step being shown. */
export type Part = 'sends' | 'receives' | 'acts' | 'caused' | 'none';

/** The part of an actor in the current step. */
export function partOf(scene: Scene, actor: Actor): Part {
  const step = scene.picture.step;
  if (step === undefined) return 'none';
  const to = 'to' in step ? step.to : undefined;
  if (step.actor === actor) return to === undefined ? 'acts' : 'sends';
  if (to === actor) return 'receives';
  const cause = step.cause === undefined ? undefined : scene.run.trace.steps[step.cause];
  return cause?.actor === actor ? 'caused' : 'none';
}

/** kubectl's second line: how what it printed last begins. */
export function kubectlLine(scene: Scene): string {
  const printed = scene.picture.output.at(-1)?.text.trim().split('\n').at(0);
  if (printed !== undefined) return printed;
  const waits = [...scene.picture.open.values()].some((request) => request.actor === 'kubectl');
  return words({ id: waits ? 'stage.kubectl.waits' : 'stage.kubectl.you' });
}

/** One stage of the API server's chain. */
export interface Chip {
  readonly id: 'decode' | 'default' | 'mutate' | 'validate' | 'admit' | 'store';
  readonly label: string;
  readonly state: 'idle' | 'now' | 'passed' | 'refused';
}

const chipOf: Readonly<Record<StageStep['stage'], Chip['id']>> = {
  decode: 'decode',
  default: 'default',
  mutate: 'mutate',
  prepare: 'mutate',
  validate: 'validate',
  admit: 'admit',
};

const chipOrder = ['decode', 'default', 'mutate', 'validate', 'admit', 'store'] as const;

/** The chain that the request being worked on goes through. */
export function chipsAt(scene: Scene): readonly Chip[] {
  const { chain, step } = scene.picture;
  const request =
    step !== undefined && 'request' in step ? step.request : step?.kind === 'request' ? step.id : undefined;
  const refused = chain?.stages.some((stage) => stage.outcome === 'refused') ?? false;
  const mine =
    chain !== undefined &&
    (chain.request === request || (refused && requestOf(request, scene.run.trace) === undefined));
  const now = step?.kind === 'stage' ? chipOf[step.stage] : step?.kind === 'write' ? ('store' as const) : undefined;
  const last = mine ? chain.stages.at(-1) : undefined;
  const reachedTo = mine ? chipOrder.indexOf(chain.stored ? 'store' : chipOf[last?.stage ?? 'decode']) : -1;
  return chipOrder.map((id, index) => {
    const label = words({ id: `stage.chip.${id}` });
    if (mine && last?.outcome === 'refused' && chipOf[last.stage] === id) return { id, label, state: 'refused' };
    if (now === id) return { id, label, state: 'now' };
    return { id, label, state: index <= reachedTo ? 'passed' : 'idle' };
  });
}

/** etcd's lines: the subject's key, its revision and the gist of it. */
export function etcdLines(scene: Scene): readonly string[] {
  const { history } = scene.timeline;
  const { taken, revision } = scene.picture;
  const subject = scene.run.trace.subject;
  const key = subject === undefined ? '' : keyOfRef(subject);
  const object = objectAt(history, key, taken);
  if (subject === undefined || object === undefined) {
    return [words({ id: 'stage.etcd.none' }), words({ id: 'stage.etcd.revision', args: { revision } })];
  }
  const stored = history.objects.get(key)?.findLast((entry) => entry.step < taken);
  const path = stored?.write?.key ?? `${subject.resource}/${subject.name}`;
  const state = podState(object);
  const gist =
    subject.kind === 'Pod'
      ? [state.phase, state.node === '' ? words({ id: 'stage.etcd.noNode' }) : state.node].filter((part) => part !== '')
      : [];
  return [path, [`rev ${stored?.revision ?? ''}`, ...gist].join(' · ')];
}

/** The scheduler's second line. */
export function schedulerLine(scene: Scene): string {
  const subject = scene.run.trace.subject;
  const cycle = cycleAt(scene.timeline, scene.picture.taken);
  if (cycle !== undefined) {
    const nodes = nodeNames(scene.timeline).length;
    const fit = cycle.result === 'scheduled' ? Math.max(1, cycle.scores.length) : nodes - cycle.filter.length;
    return words({ id: 'stage.scheduler.fit', args: { fit, nodes } });
  }
  const queue = subject === undefined ? undefined : scene.picture.queues.get(keyOfRef(subject))?.queue;
  if (queue === 'gated') return words({ id: 'stage.scheduler.gated' });
  return words({ id: queue === undefined ? 'stage.scheduler.idle' : 'stage.scheduler.queued' });
}

/** The controller manager's second line. */
export function controllersLine(scene: Scene): string {
  return words({
    id: scene.picture.actors.has('kube-controller-manager') ? 'stage.controllers.busy' : 'stage.controllers.idle',
  });
}

/** The Pod as it stands on a node: nothing, promised, a sandbox, containers in it. */
export interface PodOnNode {
  readonly name: string;
  readonly sandbox: 'ghost' | 'bound' | 'making' | 'ready' | 'failed' | 'stopped';
  readonly containers: readonly ContainerOnNode[];
  /** Containers that have no room on the card. */
  readonly more: number;
}

export interface ContainerOnNode {
  readonly name: string;
  readonly state: 'absent' | 'pulling' | 'making' | 'made' | 'running' | 'ready' | 'failed' | 'ended';
  readonly label: string;
}

const shownContainers = 4;

/** The subject's Pod on a node at this instant, the first if there are more; undefined when none has to do with it. */
export function podOnNode(scene: Scene, node: string): PodOnNode | undefined {
  const { history } = scene.timeline;
  const { taken } = scene.picture;
  const subject = scene.run.trace.subject;
  const cycle = cycleAt(scene.timeline, taken);
  const here = history.written
    .filter((key) => key.startsWith('Pod/') && isMine(key, scene.timeline))
    .filter((key) => podState(objectAt(history, key, taken)).node === node);
  const [key] = here;
  if (key === undefined) {
    const waiting = subject?.kind === 'Pod' && podState(objectAt(history, keyOfRef(subject), taken)).node === '';
    return waiting && cycle?.node === node
      ? { name: subject.name, sandbox: 'ghost', containers: [], more: 0 }
      : undefined;
  }
  const state = podState(objectAt(history, key, taken));
  const runtime = scene.picture.runtimes.get(key);
  const declared = [
    ...state.initContainers.filter((container) => container.state !== 'terminated'),
    ...state.containers,
  ];
  const containers = declared.map((container) =>
    containerOnNode(container.name, runtimeContainer(runtime, container.name, container.image), container.ready),
  );
  return {
    name:
      here.length === 1 ? state.name : words({ id: 'stage.pods', args: { name: state.name, more: here.length - 1 } }),
    sandbox: sandboxOf(runtime),
    containers: containers.slice(0, shownContainers),
    more: Math.max(0, containers.length - shownContainers),
  };
}

function sandboxOf(runtime: RuntimePod | undefined): PodOnNode['sandbox'] {
  return runtime === undefined || runtime.sandbox === 'none' ? 'bound' : runtime.sandbox;
}

function containerOnNode(name: string, container: RuntimeContainer | undefined, ready: boolean): ContainerOnNode {
  const state = containerState(container, ready);
  return { name, state, label: words({ id: `stage.container.${state}` }) };
}

function containerState(container: RuntimeContainer | undefined, ready: boolean): ContainerOnNode['state'] {
  if (container === undefined) return 'absent';
  switch (container.state) {
    case 'removed':
      return 'absent';
    case 'pulling':
      return 'pulling';
    case 'pulled':
    case 'creating':
      return 'making';
    case 'created':
    case 'starting':
      return 'made';
    case 'running':
    case 'stopping':
      return ready ? 'ready' : 'running';
    case 'pull failed':
    case 'create failed':
    case 'start failed':
      return 'failed';
    case 'exited':
      return (container.exitCode ?? 0) === 0 ? 'ended' : 'failed';
    default:
      return container.state satisfies never;
  }
}

/** True while an image comes to a node. */
export function isPulling(scene: Scene, node: string): boolean {
  for (const pod of scene.picture.runtimes.values()) {
    if (pod.node !== node) continue;
    const all = [...pod.containers.values(), ...pod.images.values()];
    if (all.some((container) => container.state === 'pulling')) return true;
  }
  return false;
}

/** What a screen reader says of the whole stage. */
export function stageSummary(scene: Scene): string {
  const names = scene.picture.step === undefined ? '' : componentOf(scene.picture.step.actor);
  return words({ id: 'stage.summary', args: { nodes: nodeNames(scene.timeline).length, actor: names } });
}
