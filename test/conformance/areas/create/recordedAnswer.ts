/** Comparing an answer to one request with the recorded one, aspect by aspect. */
import { isJsonObject, JsonNumber } from '../../../../src/kubernetes/api/json.ts';
import type { KubernetesObject } from '../../../../src/kubernetes/api/types.ts';
import type { Answer } from '../../../../src/kubernetes/apiserver/create.ts';
import type { ClientError } from '../../../../src/kubernetes/kubectl/documents.ts';
import type { AspectResult, Outcome } from '../../harness.ts';
import { Placeholders } from './placeholders.ts';

/** An answer as the recordings write it: the server's, or kubectl's own error. */
export interface RecordedAnswer {
  readonly status?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly causes?: readonly object[];
  readonly warnings?: readonly string[];
  readonly object?: object;
  readonly clientError?: string;
  readonly stage?: string;
}

/** The engine's answer of the API server in the recordings' form; `success` is the code of an acceptance. */
export function serverAnswer(answer: Answer, success: 200 | 201): RecordedAnswer {
  const { warnings } = answer;
  if (answer.accepted) return { status: success, object: shownObject(answer.object), warnings };
  const { code, reason, message, details } = answer.status;
  return { status: code, reason, message, ...(details?.causes && { causes: details.causes }), warnings };
}

export function clientAnswer({ stage, clientError, status }: ClientError): RecordedAnswer {
  if (status !== undefined) return { status: status.code, reason: status.reason, message: status.message };
  return { stage, clientError };
}

/** Without what the recordings leave out. */
function shownObject(object: KubernetesObject): object {
  const { uid, creationTimestamp, resourceVersion, managedFields, ...metadata } = object.metadata ?? {};
  return plain({ ...object, metadata }) as object;
}

/** As JSON.parse would read it: numbers that keep their text become doubles. */
function plain(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** When the request was answered, where the answer tells it. */
export function momentOf({ object }: RecordedAnswer): string | undefined {
  const { status } = (object ?? {}) as { status?: { conditions?: readonly { lastTransitionTime?: string }[] } };
  return status?.conditions?.find(({ lastTransitionTime }) => lastTransitionTime !== undefined)?.lastTransitionTime;
}

/** How the answers of one case are compared. */
export interface Comparison {
  /** The order of Go's maps shows in the answer. */
  readonly unordered: boolean;
  /** Texts end in a dump of Go values: they are compared up to the first line break. */
  readonly firstLine: boolean;
}

/** Compares a document's answer. Aspects that the recorded answer does not hold are not compared. */
export function compareAnswers(expected: RecordedAnswer, actual: RecordedAnswer, how: Comparison): Outcome {
  if (expected.stage !== undefined) return compareClientErrors(expected, actual);
  const placeholders = new Placeholders();
  const same = (want: unknown, got: unknown): AspectResult => ({
    agrees: placeholders.match(want, got),
    expected: want,
    actual: got,
  });
  const list = (items: readonly unknown[] = []): readonly unknown[] => (how.unordered ? sorted(items) : items);
  const line = (text = ''): string => (how.firstLine ? firstLine(text) : text);
  const outcome: Record<string, AspectResult> = {
    verdict: same([expected.status, expected.reason], [actual.status, actual.reason]),
    warnings: same(list(expected.warnings), list(actual.warnings)),
  };
  if (expected.message !== undefined) {
    const parts = (text: string): unknown => (how.unordered ? sortedParts(text) : text);
    outcome.message = same(parts(line(expected.message)), parts(line(actual.message)));
    const causes = (answer: RecordedAnswer): readonly unknown[] =>
      list(answer.causes?.map((cause) => ({ ...cause, message: line((cause as { message: string }).message) })));
    outcome.causes = same(causes(expected), causes(actual));
  }
  if (expected.object !== undefined) outcome.object = same(expected.object, actual.object);
  return outcome;
}

/** The exact text of YAML's syntax errors stands beside the agreement; the line that it names does not. */
function compareClientErrors(expected: RecordedAnswer, actual: RecordedAnswer): Outcome {
  const isSyntax = expected.stage === 'parse' && /\byaml: /.test(expected.clientError ?? '');
  const said = ({ stage, clientError = '', status }: RecordedAnswer): unknown[] => {
    if (!isSyntax) return [stage ?? status, clientError];
    return [stage ?? status, /\bline (\d+):/.exec(clientError)?.[1]];
  };
  const compare = (want: unknown, got: unknown): AspectResult => ({
    agrees: JSON.stringify(want) === JSON.stringify(got),
    expected: want,
    actual: got,
  });
  return {
    verdict: compare(said(expected), said(actual)),
    ...(isSyntax && { 'syntax text': { ...compare(expected.clientError, actual.clientError), beside: true } }),
  };
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

function sorted(items: readonly unknown[]): unknown[] {
  return [...items].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** A text that does not depend on the order of members. */
function sortKey(item: unknown): string {
  return JSON.stringify(typeof item === 'object' && item !== null ? Object.entries(item).sort() : item);
}

/** A message's parts, whatever joins them. */
function sortedParts(message: string): unknown {
  const list = /^(.*?)\[(.*)\]$/s.exec(message);
  return list === null ? message : [list[1], ...sorted((list[2] ?? '').split(', '))];
}
