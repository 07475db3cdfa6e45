/** `node test/kubernetes/scheduler/agreement.ts [FROM] [TO]`: the scheduler against the naive evaluator, cluster by cluster. */
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject, Pod } from '../../../src/kubernetes/api/types.ts';
import type { Decision } from '../../../src/kubernetes/scheduler/decision.ts';
import { RecordedCluster } from '../../conformance/areas/schedule/cluster.ts';
import { type NaiveDecision, naiveDecision } from './naive.ts';
import { randomCluster } from './randomCluster.ts';

/** What both say of the cluster of that seed. Existing nodes and Pods come and go before the question is asked. */
export function compareWithNaive(seed: number): { readonly naive: NaiveDecision; readonly indexed: NaiveDecision } {
  const { cluster, pod } = randomCluster(seed);
  const recorded = new RecordedCluster(withoutPromises(cluster), { percentageOfNodesToScore: 100 });
  const key = recorded.create(JSON.stringify(pod), undefined);
  recorded.scheduler.connect();
  const incoming = recorded.api.get<Pod>('pods', key) ?? {};
  churn(recorded, seed);
  const list = <T extends KubernetesObject>(resource: string): readonly T[] => recorded.api.list<T>(resource);
  const naive = naiveDecision(list, incoming);
  const decision = recorded.scheduler.cycle()?.decision;
  return {
    naive,
    indexed: decision === undefined ? { rejected: {}, totals: {}, feasible: [] } : asNaive(decision, list('nodes')),
  };
}

/** Promised places are the queue's business; the naive evaluator knows no queue. */
function withoutPromises(cluster: ReturnType<typeof randomCluster>['cluster']) {
  const pods = (cluster.pods ?? []).filter(({ spec }) => (spec as { nodeName?: string }).nodeName !== undefined);
  return { ...cluster, pods };
}

/** Takes every third object away and puts it back, so that what is kept up to date has something to keep up with. */
function churn({ api }: RecordedCluster, seed: number): void {
  for (const resource of ['pods', 'nodes', 'persistentvolumes']) {
    for (const [index, object] of api.list(resource).entries()) {
      if ((index + seed) % 3 !== 0 || (resource === 'pods' && !(object as Pod).spec?.nodeName)) continue;
      const { namespace, name = '' } = object.metadata ?? {};
      api.delete(resource, namespace ? `${namespace}/${name}` : name);
      api.put(resource, object);
    }
  }
}

function asNaive(decision: Decision, nodes: readonly KubernetesObject[]): NaiveDecision {
  const refused = nodes.length === 0 ? 'no nodes' : decision.preFilter.find(({ code }) => code !== 'Success')?.plugin;
  const order = nodes.map(({ metadata }) => metadata?.name ?? '');
  const rejected = decision.rejected.map(({ node, plugin, code, reasons }) => [
    node,
    `${plugin} ${code === 'Unschedulable' ? 'U' : 'X'} ${reasons.join(', ')}`,
  ]);
  const totals = decision.scores?.totals.map((total, index) => [decision.feasible[index] ?? '', total]) ?? [];
  return {
    ...(refused !== undefined && { refused }),
    rejected: Object.fromEntries(rejected) as Record<string, string>,
    totals: Object.fromEntries(totals) as Record<string, number>,
    feasible: order.filter((node) => decision.feasible.includes(node)),
  };
}

if (import.meta.main) {
  const [from = 0, to = 100_000] = process.argv.slice(2).map(Number);
  let differing = 0;
  for (let seed = from; seed < to; seed++) {
    const { naive, indexed } = compareWithNaive(seed);
    if (isDeepStrictEqual(naive, indexed)) continue;
    differing += 1;
    if (differing <= 5)
      console.log(`cluster ${seed}\n  naive   ${JSON.stringify(naive)}\n  indexed ${JSON.stringify(indexed)}`);
  }
  console.log(`${to - from - differing} of ${to - from} clusters agree`);
}
