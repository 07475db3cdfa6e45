/** Traces of Pods whose creation ends in each of the ways there are, made by hand. */
import type { NodeScore, ObjectRef, Trace, TracedObject } from '../../src/trace/model.ts';
import { startTime, TraceScript, timeAt } from './traceScript.ts';

export type Ending =
  | 'up'
  | 'refused'
  | 'unschedulable'
  | 'pull failure'
  | 'crash'
  | 'not ready'
  | 'placed by hand'
  | 'gated';

const pod: ObjectRef = {
  apiVersion: 'v1',
  kind: 'Pod',
  resource: 'pods',
  namespace: 'default',
  name: 'nginx',
  uid: '5f4dcc3b-5aa7-45d6-8327-deb882cf99aa',
};
const kubelet = 'kubelet/node-b';
const runtime = 'container-runtime/node-b';

/** The creation of the Pod `nginx` with one container, on a cluster of four nodes. */
export function sampleTrace(ending: Ending = 'up'): Trace {
  const script = new TraceScript(cluster());
  const manifest = nginx(ending);
  const asked = script.request('kubectl', 'get', pod);
  script.pass(1).respond('kubectl', asked, pod, 404, { reason: 'NotFound', message: 'pods "nginx" not found' });
  script.pass(1);
  const create = script.request('kubectl', 'create', pod, manifest);
  script.pass(3);
  stages(script, create, ending === 'refused');
  if (ending === 'refused') {
    const message = 'Pod "nginx" is invalid: spec.containers[0].image: Required value';
    const causes = [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers[0].image' }];
    const body = { kind: 'Status', status: 'Failure', reason: 'Invalid', message, details: { causes }, code: 422 };
    script.respond('kubectl', create, pod, 422, { reason: 'Invalid', message, body });
    script.pass(1).record('kubectl', { kind: 'output', stream: 'stderr', text: `The ${message}\n` });
    return script.finish(pod, 'refused');
  }
  let object = stored(manifest, script.at);
  const created = script.write('kubectl', create, pod, object);
  script.respond('kubectl', create, pod, 201, { body: object });
  script.pass(1).record('kubectl', { kind: 'output', stream: 'stdout', text: 'pod/nginx created\n' });
  if (ending === 'gated') {
    script.watch('kube-scheduler', 'ADDED', pod, created);
    const why = 'waiting for scheduling gates: [example.com/wait]';
    script.record('kube-scheduler', { kind: 'queue', ref: pod, queue: 'gated', why });
    return script.finish(pod);
  }
  if (ending !== 'placed by hand') {
    script.watch('kube-scheduler', 'ADDED', pod, created);
    script.record('kube-scheduler', { kind: 'queue', ref: pod, queue: 'active', why: 'PodAdd' });
    script.pass(2);
    if (ending === 'unschedulable') return unschedulable(script, object);
    object = schedule(script, object);
  }
  run(script, object, ending);
  return script.finish(pod, ending === 'up' || ending === 'placed by hand' ? 'settled' : 'time limit');
}

/** The example world: a control plane and three workers, one of them nearly full. */
export function cluster(): TracedObject[] {
  const node = (name: string, cpu: string, memory: string, tainted = false): TracedObject => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, resourceVersion: '12' },
    spec: tainted ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {},
    status: { capacity: { cpu, memory, pods: '110' }, allocatable: { cpu, memory, pods: '110' } },
  });
  const running = (name: string, nodeName: string, cpu: string, memory: string): TracedObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', resourceVersion: '100', creationTimestamp: startTime },
    spec: { nodeName, containers: [{ name: 'main', image: 'x', resources: { requests: { cpu, memory } } }] },
    status: { phase: 'Running' },
  });
  return [
    node('control-plane', '2', '4Gi', true),
    node('node-a', '2', '4Gi'),
    node('node-b', '4', '8Gi'),
    node('node-c', '8', '16Gi'),
    running('orders-1', 'node-a', '1', '1536Mi'),
    running('search-1', 'node-a', '700m', '1Gi'),
    running('orders-2', 'node-b', '1', '1536Mi'),
    running('cart-1', 'node-b', '500m', '512Mi'),
    running('search-2', 'node-c', '2', '4Gi'),
    running('cart-2', 'node-c', '1500m', '2Gi'),
  ];
}

function nginx(ending: Ending): TracedObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'nginx', namespace: 'default' },
    spec: {
      ...(ending === 'placed by hand' ? { nodeName: 'node-b' } : {}),
      containers: [
        {
          name: 'nginx',
          image: 'nginx:latest',
          ports: [{ containerPort: 80 }],
          resources: { requests: { cpu: '500m', memory: '256Mi' } },
        },
      ],
    },
  };
}

function stages(script: TraceScript, request: number, refused: boolean): void {
  const stage = (draft: object): number =>
    script.record('kube-apiserver', { kind: 'stage', request, outcome: 'passed', ...draft } as never);
  stage({ stage: 'decode' });
  stage({
    stage: 'default',
    outcome: 'changed',
    changes: [
      { path: ['spec', 'containers', 0, 'imagePullPolicy'], value: 'Always' },
      { path: ['spec', 'restartPolicy'], value: 'Always' },
      { path: ['spec', 'dnsPolicy'], value: 'ClusterFirst' },
      { path: ['spec', 'terminationGracePeriodSeconds'], value: 30 },
      { path: ['spec', 'schedulerName'], value: 'default-scheduler' },
    ],
  });
  stage({
    stage: 'mutate',
    plugin: 'ServiceAccount',
    outcome: 'changed',
    changes: [{ path: ['spec', 'serviceAccountName'], value: 'default' }],
  });
  stage({
    stage: 'mutate',
    plugin: 'Priority',
    outcome: 'changed',
    changes: [{ path: ['spec', 'priority'], value: 0 }],
  });
  stage({ stage: 'prepare', outcome: 'changed', changes: [{ path: ['status', 'phase'], value: 'Pending' }] });
  if (refused) {
    stage({ stage: 'validate', outcome: 'refused', message: 'spec.containers[0].image: Required value' });
    return;
  }
  stage({ stage: 'validate' });
  stage({ stage: 'admit' });
}

function stored(manifest: TracedObject, at: number): TracedObject {
  const spec = manifest.spec as { containers: object[] };
  return {
    ...manifest,
    metadata: { name: 'nginx', namespace: 'default', uid: pod.uid, creationTimestamp: timeAt(at), generation: 1 },
    spec: {
      ...spec,
      containers: spec.containers.map((container) => ({ ...container, imagePullPolicy: 'Always' })),
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      serviceAccountName: 'default',
      priority: 0,
    },
    status: { phase: 'Pending', qosClass: 'Burstable' },
  };
}

const filter = [
  {
    node: 'control-plane',
    plugin: 'TaintToleration',
    code: 'UnschedulableAndUnresolvable',
    reasons: ['node(s) had untolerated taint(s)'],
  },
  { node: 'node-a', plugin: 'NodeResourcesFit', code: 'Unschedulable', reasons: ['Insufficient cpu'] },
] as const;

function schedule(script: TraceScript, object: TracedObject): TracedObject {
  script.record('kube-scheduler', {
    kind: 'schedule',
    ref: pod,
    result: 'scheduled',
    attempt: 1,
    node: 'node-b',
    filter,
    scores: [score('node-b', 62, 96, 0), score('node-c', 53, 91, 0)],
    best: ['node-b'],
  });
  const binding = { ...pod, subresource: 'binding' };
  const target = { apiVersion: 'v1', kind: 'Node', name: 'node-b' };
  const bound: TracedObject = {
    ...object,
    spec: { ...(object.spec as object), nodeName: 'node-b' },
    status: {
      ...(object.status as object),
      conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: timeAt(script.at) }],
    },
  };
  const { write } = script.exchange('kube-scheduler', 'create', binding, bound, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'nginx' },
    target,
  });
  script.watch(kubelet, 'ADDED', pod, write);
  script.event('kube-scheduler', pod, 'Normal', 'Scheduled', 'Successfully assigned default/nginx to node-b');
  return bound;
}

function score(node: string, fit: number, balanced: number, image: number): NodeScore {
  const plugins = [
    { plugin: 'NodeResourcesFit', raw: fit, normalised: fit, weight: 1 },
    { plugin: 'NodeResourcesBalancedAllocation', raw: balanced, normalised: balanced, weight: 1 },
    { plugin: 'ImageLocality', raw: image, normalised: image, weight: 1 },
    { plugin: 'TaintToleration', raw: 0, normalised: 100, weight: 3 },
  ];
  return { node, plugins, total: plugins.reduce((sum, { normalised, weight }) => sum + normalised * weight, 0) };
}

function unschedulable(script: TraceScript, object: TracedObject): Trace {
  const message =
    "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.";
  script.record('kube-scheduler', {
    kind: 'schedule',
    ref: pod,
    result: 'unschedulable',
    attempt: 1,
    message,
    filter: [
      filter[0],
      ...['node-a', 'node-b', 'node-c'].map((node) => ({
        node,
        plugin: 'NodeAffinity',
        code: 'UnschedulableAndUnresolvable' as const,
        reasons: ["node(s) didn't match Pod's node affinity/selector"],
      })),
    ],
    scores: [],
    best: [],
    preemption: { victims: [], message: '0/4 nodes are available: 4 Preemption is not helpful for scheduling.' },
  });
  script.record('kube-scheduler', { kind: 'queue', ref: pod, queue: 'unschedulable', why: 'no node fits' });
  const status = { ...pod, subresource: 'status' };
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  const pending = { ...object, status: { ...(object.status as object), conditions: [condition] } };
  script.exchange('kube-scheduler', 'patch', status, pending, { status: { conditions: [condition] } }, 200);
  script.event('kube-scheduler', pod, 'Warning', 'FailedScheduling', message);
  return script.finish(pod);
}

function run(script: TraceScript, object: TracedObject, ending: Ending): void {
  const container = { container: 'nginx', image: 'nginx:latest' };
  script.pass(15);
  const report = (status: object): void => {
    const next = { ...object, status: { ...(object.status as object), ...status } };
    script.exchange(kubelet, 'patch', { ...pod, subresource: 'status' }, next, { status }, 200);
  };
  report(statusOf('waiting', { reason: 'ContainerCreating' }, script.at));
  script.call('node-b', pod, 'RunPodSandbox', 440);
  script.event(kubelet, pod, 'Normal', 'Pulling', 'Pulling image "nginx:latest"');
  if (ending === 'pull failure') {
    const message =
      'failed to pull and unpack image "docker.io/library/nginx:latest": failed to resolve reference: not found';
    script.call('node-b', pod, 'PullImage', 900, { ...container, phase: 'failed', message });
    script.event(kubelet, pod, 'Warning', 'Failed', `Failed to pull image "nginx:latest": ${message}`);
    script.pass(11_000);
    report(statusOf('waiting', { reason: 'ErrImagePull', message }, script.at));
    script.pass(14_000);
    report(
      statusOf(
        'waiting',
        { reason: 'ImagePullBackOff', message: `Back-off pulling image "nginx:latest": ErrImagePull: ${message}` },
        script.at,
      ),
    );
    return;
  }
  script.call('node-b', pod, 'PullImage', 4_200, container);
  script.event(kubelet, pod, 'Normal', 'Pulled', 'Successfully pulled image "nginx:latest" in 4.2s');
  script.call('node-b', pod, 'CreateContainer', 19, container);
  script.event(kubelet, pod, 'Normal', 'Created', 'Container created');
  script.call('node-b', pod, 'StartContainer', 58, container);
  script.event(kubelet, pod, 'Normal', 'Started', 'Container started');
  const process = { kind: 'process', node: 'node-b', pod, container: 'nginx' } as const;
  script.record(runtime, { ...process, what: 'running' });
  if (ending === 'crash') {
    script.pass(300).record(runtime, { ...process, what: 'exited', exitCode: 1 });
    script.pass(700);
    report(statusOf('terminated', { reason: 'Error', exitCode: 1 }, script.at));
    script.call('node-b', pod, 'CreateContainer', 19, container);
    script.call('node-b', pod, 'StartContainer', 58, container);
    script.pass(300).record(runtime, { ...process, what: 'exited', exitCode: 1 });
    script.event(kubelet, pod, 'Warning', 'BackOff', 'Back-off restarting failed container nginx in pod nginx');
    script.pass(10_000);
    const message = 'back-off 10s restarting failed container=nginx pod=nginx_default';
    report(statusOf('waiting', { reason: 'CrashLoopBackOff', message }, script.at, 2));
    return;
  }
  script.pass(500);
  report(statusOf('running', { startedAt: timeAt(script.at) }, script.at, 0, ending !== 'not ready'));
  if (ending === 'not ready') {
    const message = 'HTTP probe failed with statuscode: 503';
    script.pass(1_000);
    script.record(kubelet, { ...process, what: 'probe', probe: 'readiness', success: false, message });
    script.event(kubelet, pod, 'Warning', 'Unhealthy', `Readiness probe failed: ${message}`);
  }
  script.pass(1_500);
}

function statusOf(state: string, detail: object, at: number, restartCount = 0, up = true): object {
  const ready = state === 'running' && up;
  const time = timeAt(at);
  const condition = (type: string, status: boolean): object => ({
    type,
    status: status ? 'True' : 'False',
    lastTransitionTime: time,
  });
  return {
    phase: state === 'waiting' && restartCount === 0 ? 'Pending' : 'Running',
    ...(state === 'running' ? { podIP: '10.244.2.7' } : {}),
    hostIP: '172.18.0.4',
    conditions: [
      condition('PodReadyToStartContainers', state === 'running'),
      condition('Initialized', true),
      condition('Ready', ready),
      condition('ContainersReady', ready),
      condition('PodScheduled', true),
    ],
    containerStatuses: [
      {
        name: 'nginx',
        image: 'nginx:latest',
        ready,
        restartCount,
        started: state === 'running',
        state: { [state]: detail },
      },
    ],
  };
}
