/** Scoring the nodes that can take the Pod: raw, brought to 0…100, weighted and added up. */
import type { Message } from '../../trace/model.ts';
import type { ScoreTable } from './decision.ts';
import { type Cycle, type EnabledPlugin, maxNodeScore } from './framework.ts';
import type { NodeInfo } from './nodeInfo.ts';

/** The scores, or why a plugin's can't be used. `explain` also says how each raw score came about. */
export function scoreNodes(
  plugins: readonly EnabledPlugin[],
  cycle: Cycle,
  feasible: readonly NodeInfo[],
  explain: boolean,
): ScoreTable | string {
  const names: string[] = [];
  const weights: number[] = [];
  const raws: number[][] = [];
  const normalised: number[][] = [];
  const arithmetic: (Message | undefined)[][] = [];
  const skipped: string[] = [];
  const totals = new Array<number>(feasible.length).fill(0);
  for (const { plugin, weight } of plugins) {
    const prepared = plugin.preScore?.(cycle, feasible);
    if (prepared?.kind === 'skip') {
      skipped.push(plugin.name);
      continue;
    }
    if (plugin.score === undefined) continue;
    const state = prepared?.state;
    const raw = new Array<number>(feasible.length);
    for (let index = 0; index < feasible.length; index++)
      raw[index] = plugin.score(cycle, state, feasible[index] as NodeInfo);
    const scores = plugin.normalise?.(cycle, state, raw, feasible) ?? raw;
    const invalid = scores.find((score) => score < 0 || score > maxNodeScore);
    if (invalid !== undefined) return invalidScore(plugin.name, invalid);
    for (let index = 0; index < feasible.length; index++)
      totals[index] = (totals[index] as number) + weight * (scores[index] as number);
    names.push(plugin.name);
    weights.push(weight);
    raws.push(raw);
    normalised.push(scores);
    if (explain)
      arithmetic.push(feasible.map((node, index) => plugin.arithmetic?.(cycle, state, node, raw[index] as number)));
  }
  const table = { plugins: names, weights, raw: raws, normalised, totals, skipped: skipped.sort() };
  return explain ? { ...table, arithmetic } : table;
}

/** Overflows on nodes of impossible size come to this. */
function invalidScore(plugin: string, score: number): string {
  const range = `it should in the range of [0, ${maxNodeScore}] after normalizing`;
  return `applying score defaultWeights on Score plugins: plugin "${plugin}" returns an invalid score ${score}, ${range}`;
}
