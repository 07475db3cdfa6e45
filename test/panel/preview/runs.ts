/** Runs to look at: real simulations of manifests that end in different ways. */
import { simulate } from '../../../src/kubernetes/cluster.ts';
import { presetScenarios } from '../../../src/kubernetes/scenarios/presets.ts';
import { nothingFails, type Scenario } from '../../../src/kubernetes/simulation/scenario.ts';
import type { World } from '../../../src/kubernetes/world.ts';
import { presetWorlds } from '../../../src/kubernetes/worlds/presets.ts';
import type { Run } from '../../../src/protocol/messages.ts';
import type { Trace } from '../../../src/trace/model.ts';
import { sampleRun } from '../../support/sampleRun.ts';
import { sampleTrace } from '../../support/sampleTrace.ts';

interface Wish {
  readonly spec: string;
  readonly world?: string;
  readonly scenario?: string;
}

const nginx = '- {name: nginx, image: "nginx:latest", ports: [{containerPort: 80}]';
const asking = 'resources: {requests: {cpu: 500m, memory: 256Mi}}';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "web:v1", resources: {requests: {cpu: 500m}}}
`;

const wishes = {
  up: { spec: `containers:\n  ${nginx}, ${asking}}` },
  story: { spec: `containers:\n  ${nginx}}`, scenario: 'story' },
  two: {
    spec: `containers:\n  ${nginx}, ${asking}}\n  - {name: sidecar-with-a-long-name, image: "web:v1", ${asking}}`,
  },
  init: {
    spec: `initContainers:\n  - {name: prepare, image: "busybox:1.36", command: [sh, -c, "sleep 2"]}\n  containers:\n  ${nginx}}`,
  },
  refused: { spec: 'containers:\n  - {name: nginx, ports: [{containerPort: 70000}]}' },
  unschedulable: { spec: `nodeSelector: {disk: ssd}\n  containers:\n  ${nginx}}` },
  pull: { spec: `containers:\n  ${nginx}}`, scenario: 'image-missing' },
  crash: { spec: 'containers:\n  - {name: app, image: "busybox:1.36", command: [sh, -c, "sleep 1; exit 1"]}' },
  unready: {
    spec: `containers:\n  ${nginx}, readinessProbe: {httpGet: {path: /nope, port: 81}, periodSeconds: 2}}`,
  },
  gated: { spec: `schedulingGates: [{name: example.com/wait}]\n  containers:\n  ${nginx}}` },
} as const satisfies Readonly<Record<string, Wish>>;

export type RunName = keyof typeof wishes | 'crowd' | 'hostile' | 'deployment';

export const runNames: readonly RunName[] = [
  ...(Object.keys(wishes) as (keyof typeof wishes)[]),
  'crowd',
  'hostile',
  'deployment',
];

/** A run by name. `nodes`: how many there are in the crowd. */
export function previewRun(name: RunName, nodes = 200): Run {
  if (name === 'hostile') return sampleRun(hostile(sampleTrace()));
  if (name === 'deployment') return sampleRun(playText(deployment, presetWorlds[0] as World));
  if (name === 'crowd') return sampleRun(play(wishes.up, crowded(nodes)));
  const wish: Wish = wishes[name];
  const world = presetWorlds.find((preset) => preset.name === wish.world) ?? (presetWorlds[0] as World);
  return sampleRun(play(wish, world));
}

function play(wish: Wish, world: World): Trace {
  const scenario = presetScenarios.find((preset) => preset.name === wish.scenario) ?? presetScenarios[0];
  if (scenario === undefined) throw new Error('there are no scenarios');
  return playText(`apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\nspec:\n  ${wish.spec}\n`, world, scenario);
}

function playText(text: string, world: World, scenario: Scenario = nothingFails): Trace {
  return simulate({ text, file: 'nginx.yaml', document: 0, action: 'creation' }, world, scenario);
}

/** The first world with many more nodes. */
function crowded(nodes: number): World {
  const [first] = presetWorlds;
  if (first === undefined) throw new Error('there are no worlds');
  const template = first.objects.find((object) => object.kind === 'Node' && nameOf(object) === 'node-c');
  const more = Array.from({ length: nodes }, (_, index) => {
    const copy = structuredClone(template) as unknown as Record<string, Record<string, unknown>>;
    const name = `worker-${String(index + 1).padStart(4, '0')}`;
    copy.metadata = { ...copy.metadata, name };
    if (index % 3 === 0) copy.spec = { ...copy.spec, unschedulable: true };
    return copy as unknown as World['objects'][number];
  });
  return { ...first, objects: [...first.objects, ...more] };
}

function nameOf(object: World['objects'][number]): unknown {
  return (object.metadata as { name?: unknown } | undefined)?.name;
}

/** Every text replaced by something that tries to be more than text. */
function hostile(trace: Trace): Trace {
  const evil = '<img src=x onerror=alert(1)>\u001b[31m\u202e{{7*7}}';
  const long = `${evil}${'A'.repeat(100_000)}`;
  const steps = trace.steps.map((step) => {
    if (step.kind === 'output') return { ...step, text: long };
    if (step.kind === 'runtime') return { ...step, image: evil };
    if (step.kind === 'schedule') {
      return { ...step, filter: step.filter.map((verdict) => ({ ...verdict, reasons: [long] })) };
    }
    if (step.kind === 'write') {
      const object = {
        ...step.object,
        metadata: { ...(step.object.metadata as object), annotations: { [evil]: long } },
      };
      return { ...step, key: `/registry/${evil}`, object };
    }
    return step;
  });
  return { ...trace, steps };
}
