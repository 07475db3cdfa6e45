/** A decision as a step of the trace. */
import type { NodeScore, ObjectRef, PluginScore, PreemptionOutcome, ScheduleStep } from '../../trace/model.ts';
import type { Decision, ScoreTable } from './decision.ts';
import type { QueuedPod } from './queue.ts';

type Draft = Omit<ScheduleStep, 'id' | 'at' | 'actor' | 'cause'>;

export function scheduleStep({ pod, attempts }: QueuedPod, decision: Decision): Draft {
  const { namespace, name = '', uid } = pod.metadata ?? {};
  const ref: ObjectRef = {
    apiVersion: 'v1',
    kind: 'Pod',
    resource: 'pods',
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
  };
  return {
    kind: 'schedule',
    ref,
    result: decision.result,
    attempt: attempts,
    ...(decision.chosen === undefined ? {} : { node: decision.chosen }),
    ...(decision.message === undefined ? {} : { message: decision.message }),
    filter: decision.rejected,
    scores: decision.scores === undefined ? [] : nodeScores(decision.feasible, decision.scores),
    best: decision.best,
    ...(decision.postFilter.length === 0 ? {} : { preemption: preemptionOutcome(decision) }),
  };
}

function nodeScores(nodes: readonly string[], table: ScoreTable): NodeScore[] {
  return nodes.map((node, index) => ({
    node,
    total: table.totals[index] ?? 0,
    plugins: table.plugins.map((plugin, row): PluginScore => {
      const arithmetic = table.arithmetic?.[row]?.[index];
      return {
        plugin,
        raw: table.raw[row]?.[index] ?? 0,
        normalised: table.normalised[row]?.[index] ?? 0,
        weight: table.weights[row] ?? 0,
        ...(arithmetic === undefined ? {} : { arithmetic }),
      };
    }),
  }));
}

function preemptionOutcome({ preemption, postFilterMessage: message = '' }: Decision): PreemptionOutcome {
  const chosen = preemption?.chosen;
  return {
    ...(chosen === undefined ? { message } : { nominatedNode: chosen.node }),
    victims: chosen?.victims.map(({ key }) => key) ?? [],
  };
}
