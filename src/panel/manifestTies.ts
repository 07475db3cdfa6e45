/** Ties between steps and the lines of the manifest. */
import { fieldsOf, isRelated } from '../trace/fields.ts';
import type { Step } from '../trace/model.ts';
import type { Showing } from './scene.ts';

/** A field of the manifest, with its line from 1. */
export interface Tie {
  readonly path: string;
  readonly line: number;
}

/** The field that a step goes back to: one that the manifest has, or the nearest around it; undefined for none. */
export function tieOf(step: Step, showing: Showing): Tie | undefined {
  const { lines } = showing.run;
  const fields = fieldsOf(step, showing.timeline);
  const exact = fields.find((field) => Object.hasOwn(lines, field));
  const path = exact ?? (fields[0] === undefined ? undefined : around(fields[0], lines));
  const line = path === undefined ? undefined : lines[path];
  return path === undefined || line === undefined ? undefined : { path, line: line + 1 };
}

/** The steps that a field has a part in. The whole manifest and its top fields have a part in all, which says nothing. */
export function stepsOf(path: string, showing: Showing): readonly number[] {
  if (!path.includes('.')) return [];
  return showing.run.trace.steps.flatMap((step) =>
    fieldsOf(step, showing.timeline).some((field) => isRelated(field, path)) ? [step.id] : [],
  );
}

function around(path: string, lines: Readonly<Record<string, number>>): string | undefined {
  let outer = path;
  while (outer.includes('.')) {
    outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), outer.lastIndexOf('[')));
    if (outer.includes('.') && Object.hasOwn(lines, outer)) return outer;
  }
  return Object.hasOwn(lines, 'spec') ? 'spec' : undefined;
}
