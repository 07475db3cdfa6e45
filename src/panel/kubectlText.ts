/** What kubectl would print at an instant, letter by letter. */
import type { Event, KubernetesObject, Pod } from '../kubernetes/api/types.ts';
import { describePod } from '../kubernetes/printing/describePod.ts';
import { tableOf } from '../kubernetes/printing/tables.ts';
import { tableText } from '../kubernetes/printing/tableText.ts';
import { alignTabs, escapeTerminal, tableTabs } from '../kubernetes/printing/tabWriter.ts';
import { eventsAt, revisionsUntil } from '../trace/history.ts';
import { keyOfRef } from '../trace/keys.ts';
import { type Scene, type Showing, subjectAt, subjectRef } from './scene.ts';

/** `kubectl get pod nginx`, with the age it has now. */
export function getText(scene: Scene, wide = false): string {
  const object = subjectAt(scene);
  if (object === undefined) return notFound(scene);
  return tableText(subjectRef(scene).kind, [object as KubernetesObject], { wide }, nowMs(scene, scene.at));
}

/**
 * `kubectl get pod nginx -w`, as it has scrolled since before the first step: a row for each revision, with the age at
 * which it came. kubectl remembers the widest cell it has written, so a row is as wide as those before it.
 */
export function watchText(scene: Scene): string {
  const { kind } = subjectRef(scene);
  const revisions = revisionsUntil(scene.timeline.history, keyOfRef(subjectRef(scene)), scene.picture.taken);
  const table = tableOf(kind);
  const shown = table.columns.map((column) => column.priority === 0);
  const header = table.columns.filter((_, index) => shown[index]).map((column) => column.name.toUpperCase());
  let written = `${header.join('\t')}\n`;
  let text = '';
  for (const revision of revisions) {
    const object = revision.object ?? revision.write?.object;
    if (object === undefined) continue;
    const cells = table.cells(object as KubernetesObject, nowMs(scene, revision.at)).filter((_, index) => shown[index]);
    written += `${cells.map((cell) => escapeTerminal(String(cell).split(/[\f\n\r\t\v]/, 1)[0] ?? '')).join('\t')}\n`;
    const lines = alignTabs(written, tableTabs).split('\n');
    text += `${(text === '' ? lines.slice(0, -1) : lines.slice(-2, -1)).join('\n')}\n`;
  }
  return text;
}

/** `kubectl describe pod nginx`; undefined for kinds that are not described here. */
export function describeText(scene: Scene): string | undefined {
  const object = subjectAt(scene);
  const ref = subjectRef(scene);
  if (ref.kind !== 'Pod') return undefined;
  if (object === undefined) return notFound(scene);
  const events = eventsAt(scene.timeline.history, scene.picture.taken, ref);
  return describePod(object as Pod, events as readonly Event[], nowMs(scene, scene.at));
}

/** How many lines `watchText` comes to at the end of the run, with its header. */
export function watchLines(showing: Showing): number {
  return (showing.timeline.history.objects.get(keyOfRef(subjectRef(showing)))?.length ?? 0) + 1;
}

/** `kubectl get events`, in the order in which they last happened. */
export function eventsText(scene: Scene): string {
  const events = eventsAt(scene.timeline.history, scene.picture.taken);
  if (events.length === 0) return `No resources found in ${subjectRef(scene).namespace ?? 'default'} namespace.\n`;
  return tableText('Event', events as readonly KubernetesObject[], {}, nowMs(scene, scene.at));
}

/** `pod/nginx` in a command line: `get pod nginx`. */
export function commandName(showing: Showing): string {
  const { kind, name } = subjectRef(showing);
  return `${kind.toLowerCase()} ${name}`;
}

function notFound(scene: Scene): string {
  const { resource, name } = subjectRef(scene);
  return `Error from server (NotFound): ${resource} "${name}" not found\n`;
}

/** Milliseconds since 1970. */
function nowMs(showing: Showing, at: number): number {
  return Date.parse(showing.run.trace.startTime) + at;
}
