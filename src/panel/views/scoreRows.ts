/** The scheduler's table: every node with its reasons or its score, split by plugin. */
import type { NodeScore, PluginScore, ScheduleStep } from '../../trace/model.ts';

export interface ScoreRow {
  readonly node: string;
  readonly verdict: 'chosen' | 'fits' | 'refused' | 'not asked';
  readonly reasons: readonly string[];
  /** The filter plugin that refused. */
  readonly plugin: string;
  readonly total: number | undefined;
  readonly parts: readonly ScorePart[];
}

export interface ScorePart {
  readonly plugin: string;
  /** Normalised score times weight. */
  readonly points: number;
  readonly score: PluginScore;
}

/** Rows in the order that matters: the chosen node, the others that fit by score, those refused. */
export function scoreRows(cycle: ScheduleStep, nodes: readonly string[]): readonly ScoreRow[] {
  const scores = new Map(cycle.scores.map((score) => [score.node, score]));
  const refused = new Map(cycle.filter.map((verdict) => [verdict.node, verdict]));
  const names = [...new Set([...nodes, ...scores.keys(), ...refused.keys()])];
  const rows = names.map((node): ScoreRow => {
    const verdict = refused.get(node);
    const score = scores.get(node);
    const base = { node, reasons: verdict?.reasons ?? [], plugin: verdict?.plugin ?? '' };
    if (verdict !== undefined) return { ...base, verdict: 'refused', total: undefined, parts: [] };
    const total = score?.total;
    const parts = partsOf(score);
    if (cycle.node === node) return { ...base, verdict: 'chosen', total, parts };
    const asked = score !== undefined || cycle.result !== 'scheduled';
    return { ...base, verdict: asked ? 'fits' : 'not asked', total, parts };
  });
  const rank = { chosen: 0, fits: 1, 'not asked': 2, refused: 3 } as const;
  return rows.sort((one, other) => rank[one.verdict] - rank[other.verdict] || (other.total ?? 0) - (one.total ?? 0));
}

/** Plugins that gave any node points, those that tell nodes apart first. */
export function scoringPlugins(cycle: ScheduleStep): readonly string[] {
  const spread = new Map<string, { least: number; most: number }>();
  for (const { plugins } of cycle.scores) {
    for (const { plugin, normalised, weight } of plugins) {
      const points = normalised * weight;
      const { least = points, most = points } = spread.get(plugin) ?? {};
      spread.set(plugin, { least: Math.min(least, points), most: Math.max(most, points) });
    }
  }
  return [...spread]
    .filter(([, { most }]) => most > 0)
    .sort(([, one], [, other]) => other.most - other.least - (one.most - one.least))
    .map(([plugin]) => plugin);
}

function partsOf(score: NodeScore | undefined): readonly ScorePart[] {
  return (score?.plugins ?? []).map((plugin) => ({
    plugin: plugin.plugin,
    points: plugin.normalised * plugin.weight,
    score: plugin,
  }));
}
