/** Comparing cases whose outputs are plain fields beside `id` and `in`. */
import type { Outcome, RecordedCase } from '../harness.ts';
import { exactly } from '../json.ts';

/** One aspect a field: those the case holds, and those the engine gives although the case holds none. */
export function compareFields(recorded: RecordedCase, actual: object): Outcome {
  const answers = new Map(Object.entries(actual).filter(([, value]) => value !== undefined));
  const fields = Object.keys(recorded).filter((field) => field !== 'id' && field !== 'in');
  const outcome: Record<string, Outcome[string]> = {};
  for (const field of new Set([...fields, ...answers.keys()])) {
    outcome[field] = exactly(recorded[field], answers.get(field));
  }
  return outcome;
}

/** How the cases of one family are answered: from `in` to the output fields. */
export type Answer = (input: unknown, recorded: RecordedCase) => object;

/** A string input; one that is not UTF-8 stands in base64 and is read with replacement characters. */
export function textInput(input: unknown): string {
  if (typeof input === 'string') return input;
  const { base64 } = input as { base64: string };
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** An object as it is once it has been decoded: members that are null are absent. */
export function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, decoded(member)]));
}
