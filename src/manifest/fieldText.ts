/** Field paths in the server's texts (`spec.containers[0].resources.limits[cpu]`), found again in the document. */
import { isJsonObject, type JsonValue } from '../kubernetes/api/json.ts';

type Path = (string | number)[];

/**
 * The path that `text` names in `value`. Map keys may hold dots and brackets, so the document decides between several
 * readings; what the document lacks is read as plainly as it stands. Undefined where `text` is no path.
 */
export function pathOf(text: string, value: JsonValue | undefined): Path | undefined {
  if (!/^[A-Za-z_$][^\s:]*$/.test(text)) return undefined;
  const path: Path = [];
  let rest = `.${text}`;
  let at = value;
  while (rest !== '') {
    const step = presentStep(rest, at) ?? plainStep(rest);
    if (step === undefined) return undefined;
    path.push(step.name);
    at = member(at, step.name);
    rest = rest.slice(step.length);
  }
  return path;
}

interface Step {
  readonly name: string | number;
  /** Characters of the text that it takes. */
  readonly length: number;
}

/** The longest key of the document that the text goes on with. */
function presentStep(rest: string, at: JsonValue | undefined): Step | undefined {
  if (!isJsonObject(at)) return undefined;
  let best: Step | undefined;
  for (const name of Object.keys(at)) {
    for (const written of [`.${name}`, `[${name}]`]) {
      const ends = rest.length === written.length || /[.[]/.test(rest.charAt(written.length));
      if (rest.startsWith(written) && ends && written.length > (best?.length ?? 0)) {
        best = { name, length: written.length };
      }
    }
  }
  return best;
}

function plainStep(rest: string): Step | undefined {
  const [whole, name, index, key] = /^(?:\.([^.[\]]+)|\[(\d+)\]|\[([^\]]*)\])/.exec(rest) ?? [];
  if (whole === undefined) return undefined;
  return { name: index === undefined ? (name ?? key ?? '') : Number(index), length: whole.length };
}

function member(at: JsonValue | undefined, name: string | number): JsonValue | undefined {
  if (Array.isArray(at)) return at[Number(name)];
  return isJsonObject(at) ? at[name] : undefined;
}

/** The value at `path`, undefined where there is none. */
export function valueAt(value: JsonValue | undefined, path: readonly (string | number)[]): JsonValue | undefined {
  let at = value;
  for (const name of path) at = member(at, name);
  return at;
}
