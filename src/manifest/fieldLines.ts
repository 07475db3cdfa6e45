/** Which line of the file each field of a document stands on. */
import { isJsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import type { Source } from './place.ts';

/** Fields beyond these have no line: nobody looks for them one by one. */
const mostFields = 2_000;

/** Lines from 0 by field path (`spec.containers[0].image`). */
export function fieldLines({ document, text }: Source): Record<string, number> {
  const lines: Record<string, number> = Object.create(null) as Record<string, number>;
  const lineAt = lineCounter(text);
  let left = mostFields;
  const pending: { path: (string | number)[]; name: string; value: JsonValue }[] = [];
  const enter = (path: (string | number)[], name: string, value: JsonValue): void => {
    const members: [string | number, JsonValue][] = Array.isArray(value)
      ? value.map((item, index) => [index, item])
      : isJsonObject(value)
        ? Object.entries(value)
        : [];
    for (const [step, member] of members) {
      if (left-- <= 0) return;
      const memberName = typeof step === 'number' ? `${name}[${step}]` : name === '' ? step : `${name}.${step}`;
      const memberPath = [...path, step];
      const key = document.locate(memberPath, 'key');
      if (key !== undefined) lines[memberName] = lineAt(key.start);
      pending.push({ path: memberPath, name: memberName, value: member });
    }
  };
  enter([], '', document.value ?? null);
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) enter(next.path, next.name, next.value);
  return lines;
}

/** Line numbers of offsets, from 0. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
}
