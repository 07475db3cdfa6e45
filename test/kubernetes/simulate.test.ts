/** Whole runs: how the creation of a Pod ends, by its manifest and scenario. */
import assert from 'node:assert/strict';
import type { Pod } from '../../src/kubernetes/api/types.ts';
import { simulate } from '../../src/kubernetes/cluster.ts';
import { tableOf } from '../../src/kubernetes/printing/tables.ts';
import { tableText } from '../../src/kubernetes/printing/tableText.ts';
import { presetScenario } from '../../src/kubernetes/scenarios/presets.ts';
import { nothingFails, type Scenario } from '../../src/kubernetes/simulation/scenario.ts';
import { defaultWorld } from '../../src/kubernetes/worlds/presets.ts';
import type { Trace } from '../../src/trace/model.ts';
import { matchesGolden } from '../support/golden.ts';
import { traceText } from '../support/traceText.ts';

const nginx = `apiVersion: v1
kind: Pod
metadata:
  name: nginx
spec:
  containers:
    - name: nginx
      image: nginx:latest
      ports:
        - containerPort: 80
`;

interface Run {
  readonly manifest: string;
  readonly scenario?: Scenario;
}

function run({ manifest, scenario = nothingFails }: Run): Trace {
  return simulate({ text: manifest, file: 'nginx.yaml', document: 0, action: 'creation' }, defaultWorld, scenario);
}

/** The Pod as stored at `ms` (the end when left out). */
function podAt(trace: Trace, ms = trace.length): Pod | undefined {
  let pod: Pod | undefined;
  for (const step of trace.steps) {
    if (step.at > ms) break;
    if (step.kind !== 'write' || step.ref.kind !== 'Pod' || step.ref.name !== 'nginx') continue;
    pod = step.operation === 'put' ? (step.object as Pod) : undefined;
  }
  return pod;
}

/** `READY STATUS RESTARTS` of every distinct instant. */
function rows(trace: Trace): string[] {
  const seen: string[] = [];
  for (const step of trace.steps) {
    if (step.kind !== 'write' || step.ref.kind !== 'Pod' || step.ref.name !== 'nginx') continue;
    const row = row3(step.object as Pod, trace, step.at);
    if (seen.at(-1) !== row) seen.push(row);
  }
  return seen;
}

function row3(pod: Pod, trace: Trace, at: number): string {
  const now = Date.parse(trace.startTime) + at;
  const [, ready, status, restarts] = tableOf('Pod').cells(pod, now);
  return `${ready} ${status} ${restarts}`.replace(/ \(.*\)/, '');
}

describe('simulated creation', () => {
  it('walks nginx from Pending to Running', () => {
    const trace = run({ manifest: nginx });
    assert.deepEqual(rows(trace), ['0/1 Pending 0', '0/1 ContainerCreating 0', '1/1 Running 0']);
    matchesGolden('creation/nginx', traceText(trace));
  });

  it('shows the tables of the story at 8 s and 40 s', () => {
    const trace = run({ manifest: nginx, scenario: presetScenario('story') as Scenario });
    const created = Date.parse(podAt(trace)?.metadata?.creationTimestamp ?? '') - Date.parse(trace.startTime);
    const table = (age: number): string => {
      const pod = podAt(trace, created + age);
      assert.ok(pod !== undefined);
      return tableText('Pod', [pod], {}, Date.parse(trace.startTime) + created + age);
    };
    assert.ok(trace.length >= created + 40_000, 'the run reaches the second table');
    assert.equal(table(8_000), 'NAME    READY   STATUS    RESTARTS   AGE\nnginx   0/1     Pending   0          8s\n');
    assert.equal(table(40_000), 'NAME    READY   STATUS    RESTARTS   AGE\nnginx   1/1     Running   0          40s\n');
  });

  it('counts two containers', () => {
    const manifest = `${nginx}    - name: side\n      image: busybox\n      command: [sleep, "3600"]\n`;
    assert.deepEqual(rows(run({ manifest })).at(0), '0/2 Pending 0');
    assert.deepEqual(rows(run({ manifest })).at(-1), '2/2 Running 0');
  });

  it('stays Pending with the scheduler’s message when no node matches', () => {
    const trace = run({ manifest: nginx.replace('spec:', 'spec:\n  nodeSelector:\n    disk: ssd') });
    assert.deepEqual(rows(trace), ['0/1 Pending 0']);
    const condition = podAt(trace)?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    assert.equal(
      condition?.message,
      "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
    );
    assert.equal(trace.end, 'settled');
  });

  it('cannot pull an image that the scenario says is missing', () => {
    const trace = run({ manifest: nginx, scenario: presetScenario('image-missing') as Scenario });
    const seen = rows(trace);
    assert.ok(seen.includes('0/1 ErrImagePull 0'), seen.join('; '));
    assert.ok(seen.includes('0/1 ImagePullBackOff 0'), seen.join('; '));
  });

  it('loops when a command exits 1', () => {
    const manifest = nginx.replace('image: nginx:latest', 'image: busybox\n      command: [sh, -c, "exit 1"]');
    const seen = rows(run({ manifest }));
    assert.ok(
      seen.some((row) => /^0\/1 CrashLoopBackOff [1-9]/.test(row)),
      seen.join('; '),
    );
  });

  it('writes nothing when the API server refuses', () => {
    const trace = run({ manifest: nginx.replace('containerPort: 80', 'containerPort: 70000') });
    assert.equal(trace.end, 'refused');
    assert.deepEqual(
      trace.steps.filter(({ kind }) => kind === 'write'),
      [],
    );
    const output = trace.steps.find(({ kind }) => kind === 'output');
    assert.ok(output?.kind === 'output');
    assert.equal(
      output.text,
      'The Pod "nginx" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    );
  });

  it('gives the same trace for the same seed', () => {
    assert.equal(JSON.stringify(run({ manifest: nginx })), JSON.stringify(run({ manifest: nginx })));
  });
});
