/** The scheduler as a component: what it asks of the API server, and when. */
import assert from 'node:assert/strict';
import type { EventsV1Event, KubernetesObject, Pod } from '../../../src/kubernetes/api/types.ts';
import { scheduler } from '../../../src/kubernetes/scheduler/scheduler.ts';
import type { ApiRequest, ApiResponse } from '../../../src/kubernetes/simulation/client.ts';
import { Kernel } from '../../../src/kubernetes/simulation/kernel.ts';
import { quietCluster } from '../../../src/kubernetes/simulation/latencies.ts';
import type { Process } from '../../../src/kubernetes/simulation/process.ts';
import { node, now, pod, requesting } from './smallCluster.ts';
import { StubApi } from './stubApi.ts';

/** Answers the first requests with errors: as many bindings as are told. */
class ShakyApi extends StubApi {
  #failures: number;

  constructor(failures: number) {
    super();
    this.#failures = failures;
  }

  override *request(request: ApiRequest): Process<ApiResponse> {
    if (request.subresource !== 'binding' || this.#failures-- <= 0) return yield* super.request(request);
    this.requests.push(request);
    return { code: 500, object: { kind: 'Status', message: 'etcdserver: request timed out' }, warnings: [] };
  }
}

/** Runs a scheduler until nothing is left to do, and answers with the API server and the steps. */
function run(objects: Readonly<Record<string, readonly KubernetesObject[]>>, failedBindings = 0) {
  const api = new ShakyApi(failedBindings);
  const kernel = new Kernel(1, now);
  for (const [resource, items] of Object.entries(objects)) for (const item of items) api.put(resource, item);
  const scenario = { name: 'test' };
  scheduler().start({ actor: 'kube-scheduler', kernel, api, latencies: quietCluster, scenario });
  const end = kernel.run({ limitMs: 600_000, limitSteps: 10_000 });
  assert.equal(end, 'settled');
  return { api, kernel };
}

/** `verb resource/subresource name`; of Events `reason name`. */
function inWords({ verb, resource, subresource, name, body }: ApiRequest): string {
  if (resource !== 'events')
    return `${verb} ${subresource === undefined ? resource : `${resource}/${subresource}`} ${name}`;
  const { reason, regarding } = (body ?? {}) as EventsV1Event;
  return reason === undefined ? 'event again' : `event ${reason} ${regarding?.name}`;
}

describe('the scheduler component', () => {
  it('binds a Pod and says so', () => {
    const { api } = run({ nodes: [node('a')], pods: [pod('p')] });
    assert.deepEqual(api.requests.map(inWords), ['create pods/binding p', 'event Scheduled p']);
    assert.equal(api.get<Pod>('pods', 'default/p')?.spec?.nodeName, 'a');
  });

  it('tells why a Pod waits, and leaves it at that', () => {
    const { api } = run({ nodes: [node('a')], pods: [pod('p', { nodeSelector: { disk: 'ssd' } })] });
    assert.deepEqual(api.requests.map(inWords), ['event FailedScheduling p', 'patch pods/status p']);
    const [condition] = api.get<Pod>('pods', 'default/p')?.status?.conditions ?? [];
    assert.equal(condition?.reason, 'Unschedulable');
  });

  it('tries again after its back-off when binding goes wrong', () => {
    const { api, kernel } = run({ nodes: [node('a')], pods: [pod('p')] }, 1);
    assert.deepEqual(api.requests.map(inWords), [
      'create pods/binding p',
      'event FailedScheduling p',
      'patch pods/status p',
      'create pods/binding p',
      'event Scheduled p',
    ]);
    const { note } = (api.requests[1]?.body ?? {}) as EventsV1Event;
    assert.equal(note, 'running Bind plugin "DefaultBinder": etcdserver: request timed out');
    assert.ok(kernel.now() >= 1_000, `${kernel.now()} ms`);
  });

  it('lets victims go first and the preemptor in after them', () => {
    const victim = pod('victim', { nodeName: 'a', ...requesting({ cpu: '3' }) });
    const important = pod('p', { priority: 10, ...requesting({ cpu: '2' }) });
    const { api } = run({ nodes: [node('a')], pods: [victim, important] });
    assert.deepEqual(api.requests.map(inWords), [
      'event FailedScheduling p',
      'patch pods/status p',
      'patch pods/status victim',
      'delete pods victim',
      'event Preempted victim',
      'create pods/binding p',
      'event Scheduled p',
    ]);
    assert.equal(api.get<Pod>('pods', 'default/p')?.spec?.nodeName, 'a');
  });

  it('leaves Pods to other schedulers, and Pods that have a node', () => {
    const others = [pod('x', { schedulerName: 'my-scheduler' }), pod('y', { nodeName: 'a' })];
    assert.deepEqual(run({ nodes: [node('a')], pods: others }).api.requests, []);
  });

  it('writes what it decided, step by step', () => {
    const { kernel } = run({ nodes: [node('a'), node('b')], pods: [pod('p')] });
    const steps = kernel.steps.filter(({ kind }) => kind === 'queue' || kind === 'schedule');
    assert.deepEqual(
      steps.map(({ kind, actor }) => `${actor} ${kind}`),
      ['kube-scheduler queue', 'kube-scheduler schedule'],
    );
  });
});
