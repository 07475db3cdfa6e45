/** What happened in a Pod over time, as bars: sandbox, each container's pulls, runs and waits, and the conditions. */
import { type History, objectAt, revisionsUntil } from '../../trace/history.ts';
import { keyOfRef, listOf, recordOf, textOf } from '../../trace/keys.ts';
import type { ObjectRef, Trace } from '../../trace/model.ts';

export interface GanttRow {
  readonly name: string;
  readonly group: 'pod' | 'container' | 'condition';
  readonly bars: readonly GanttBar[];
}

export interface GanttBar {
  readonly kind: BarKind;
  /** Virtual milliseconds. */
  readonly from: number;
  /** Undefined while it goes on. */
  readonly to: number | undefined;
  /** The step that began it. */
  readonly step: number;
  readonly label: string;
}

export type BarKind = 'sandbox' | 'pull' | 'create' | 'run' | 'ready' | 'wait' | 'failed' | 'true' | 'false';

const conditionOrder = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready'];

/** Rows of the subject's life after `taken` steps. */
export function ganttRows(trace: Trace, history: History, subject: ObjectRef, taken: number): readonly GanttRow[] {
  const spec = recordOf(objectAt(history, keyOfRef(subject), taken)?.spec);
  const declared = [...listOf(spec.initContainers), ...listOf(spec.containers)].map(recordOf);
  return [...runtimeRows(trace, subject, taken, declared), ...conditionRows(history, subject, taken)];
}

function runtimeRows(
  trace: Trace,
  subject: ObjectRef,
  taken: number,
  declared: readonly Readonly<Record<string, unknown>>[],
): readonly GanttRow[] {
  const key = keyOfRef(subject);
  const rows = new Map<string, GanttBar[]>();
  const open = (name: string, bar: GanttBar): void => {
    const bars = rows.get(name) ?? [];
    rows.set(name, bars);
    close(name, bar.from);
    bars.push(bar);
  };
  const close = (name: string, at: number, kind?: BarKind, label?: string): void => {
    const bars = rows.get(name);
    const last = bars?.at(-1);
    if (bars === undefined || last === undefined || last.to !== undefined) return;
    bars[bars.length - 1] = { ...last, to: at, kind: kind ?? last.kind, label: label ?? last.label };
  };
  for (const step of trace.steps.slice(0, taken)) {
    if ((step.kind !== 'runtime' && step.kind !== 'process') || keyOfRef(step.pod) !== key) continue;
    const at = step.at;
    const bar = (kind: BarKind, label: string): GanttBar => ({ kind, from: at, to: undefined, step: step.id, label });
    if (step.kind === 'process') {
      if (step.what === 'running' && !isRunning(rows.get(step.container))) open(step.container, bar('run', 'running'));
      if (step.what === 'exited' || step.what === 'killed' || step.what === 'oomKilled') {
        const code = step.exitCode === undefined ? step.what : `exit ${step.exitCode}`;
        close(step.container, at, step.exitCode === 0 ? undefined : 'failed', code);
        if (step.exitCode !== 0) open(step.container, bar('wait', code));
      }
      continue;
    }
    const name = step.call.endsWith('PodSandbox')
      ? 'sandbox'
      : (step.container ?? pullsFor(step.image, declared, rows));
    if (name === undefined || step.call === 'ExecSync' || step.call === 'RemoveContainer') continue;
    if (step.phase === 'failed') {
      close(name, at, 'failed', step.message ?? step.call);
      open(name, bar('wait', step.message ?? step.call));
      continue;
    }
    const called = step.phase === 'called';
    if (step.call === 'RunPodSandbox') open(name, bar(called ? 'create' : 'sandbox', called ? step.call : 'sandbox'));
    else if (step.call === 'StopPodSandbox' && !called) close(name, at);
    else if (step.call === 'PullImage' && called) open(name, bar('pull', `${step.call} ${step.image ?? ''}`));
    else if (step.call === 'PullImage') close(name, at);
    else if (step.call === 'CreateContainer' && called) open(name, bar('create', step.call));
    else if (step.call === 'StartContainer' && !called && !isRunning(rows.get(name))) open(name, bar('run', 'running'));
    else if (step.call === 'StopContainer' && !called) close(name, at);
  }
  return [...rows].map(([name, bars]) => ({ name, group: name === 'sandbox' ? 'pod' : 'container', bars }));
}

/** The container that an image is pulled for: the first with this image that has not run yet, else the first with it. */
function pullsFor(
  image: string | undefined,
  declared: readonly Readonly<Record<string, unknown>>[],
  rows: ReadonlyMap<string, readonly GanttBar[]>,
): string | undefined {
  const wanting = declared.filter((container) => container.image === image || `${container.image}:latest` === image);
  const names = wanting.map((container) => textOf(container.name));
  return names.find((name) => rows.get(name)?.every((bar) => bar.kind !== 'run') ?? true) ?? names[0] ?? image;
}

function isRunning(bars: readonly GanttBar[] | undefined): boolean {
  const last = bars?.at(-1);
  return last?.kind === 'run' && last.to === undefined;
}

function conditionRows(history: History, subject: ObjectRef, taken: number): readonly GanttRow[] {
  const bars = new Map<string, GanttBar[]>();
  for (const revision of revisionsUntil(history, keyOfRef(subject), taken)) {
    for (const entry of listOf(recordOf(revision.object?.status).conditions)) {
      const condition = recordOf(entry);
      const type = textOf(condition.type);
      const kind = condition.status === 'True' ? 'true' : 'false';
      const list = bars.get(type) ?? [];
      bars.set(type, list);
      const last = list.at(-1);
      if (last?.kind === kind) continue;
      if (last !== undefined) list[list.length - 1] = { ...last, to: revision.at };
      const label = [textOf(condition.status), textOf(condition.reason)].filter((part) => part !== '').join(' · ');
      list.push({ kind, from: revision.at, to: undefined, step: revision.step, label });
    }
  }
  const rank = (name: string): number => conditionOrder.indexOf(name) + 1 || conditionOrder.length + 1;
  return [...bars]
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([name, list]) => ({ name, group: 'condition', bars: list }));
}
