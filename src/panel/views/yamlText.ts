/** An object as YAML text. */
import { type YamlLine, yamlLines } from './yamlLines.ts';

/** `kubectl get -o yaml`'s layout. What managers own which field is left out. */
export function yamlText(object: unknown): string {
  if (typeof object !== 'object' || object === null) return String(object);
  return yamlLines(object, undefined, hiddenFields).map(lineText).join('\n');
}

/** One line with its indentation. */
export function lineText(line: YamlLine): string {
  const { indent, item, key, value } = line;
  const start = item ? `${'  '.repeat(Math.max(0, indent - 1))}- ` : '  '.repeat(indent);
  return `${start}${key}${key !== '' && value !== '' ? ' ' : ''}${value}`;
}

/** Bookkeeping that hides what matters; `kubectl get -o yaml` leaves it out as well. */
export const hiddenFields: ReadonlySet<string> = new Set(['metadata.managedFields']);
