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

/** Nodes that have the same to say. */
export interface ScoreGroup {
  readonly row: ScoreRow;
  /** Further nodes like it, which have no row of their own. */
  readonly others: number;
}

/**
 * Rows for so many nodes that nobody reads them all: the best few by themselves, and one for each other verdict.
 * Up to `most` rows are left as they are.
 */
export function grouped(rows: readonly ScoreRow[], most: number): readonly ScoreGroup[] {
  if (rows.length <= most) return rows.map((row) => ({ row, others: 0 }));
  const groups = new Map<string, { row: ScoreRow; others: number }>();
  rows.forEach((row, index) => {
    const own = index < bestShown && row.total !== undefined;
    const key = own ? `own ${index}` : [row.verdict, row.plugin, ...row.reasons].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { row, others: 0 });
    else group.others += 1;
  });
  return [...groups.values()].slice(0, most);
}

const bestShown = 12;

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
