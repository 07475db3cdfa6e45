/** What kubectl prints in the end about what went wrong (kubectl pkg/cmd/util CheckErr). */
import { goQuote } from '../api/goText.ts';
import type { Status } from '../api/status.ts';
import { aggregate } from './clientErrors.ts';
import type { ClientError } from './documents.ts';

/** While doing what with which file something was refused: `creating "pod.yaml"`. */
export interface Doing {
  readonly doing: string;
  readonly file: string;
}

/** One thing that went wrong in a run. Texts are without `error: `. */
export type Failure =
  | { readonly status: Status; readonly while?: Doing }
  | { readonly text: string; readonly while?: Doing }
  | { readonly client: ClientError };

/** kubectl's sentence for the server's refusal, if it is the only thing that went wrong; without the last line feed. */
export function refusalText(status: Status, doing?: Doing): string {
  if (status.reason === 'Invalid') return invalidText(status);
  if (status.reason === 'Unauthorized') {
    return `error: You must be logged in to the server (${within(status.message, doing)})`;
  }
  return `Error from server (${status.reason}): ${within(status.message, doing)}`;
}

/**
 * All that went wrong in a run, as it is printed at its end; undefined where nothing did. What was met while reading the file comes
 * together: last for verbs that send while they read, first for `apply`, which reads all before.
 */
export function failuresText(failures: readonly Failure[], fileFirst: boolean): string | undefined {
  const [first, ...others] = failures;
  if (first === undefined) return undefined;
  if (others.length === 0) return aloneText(first);
  const requests = failures.filter((failure) => !isOfFile(failure)).map(amongOthers);
  const messages = failures.flatMap((failure) => (isOfFile(failure) ? aggregate(failure.client.messages) : []));
  if (messages.length === 0 || requests.length === 0) return [...messages, ...requests].join('\n');
  const read = aggregate(messages);
  return (fileFirst ? [read, ...requests] : [...requests, read]).join('\n');
}

function isOfFile(failure: Failure): failure is { readonly client: ClientError } {
  return 'client' in failure && failure.client.origin === 'file';
}

function aloneText(failure: Failure): string {
  if ('client' in failure) return failure.client.kubectlLine.replace(/\n$/, '');
  if ('status' in failure) return refusalText(failure.status, failure.while);
  return `error: ${within(failure.text, failure.while)}`;
}

function amongOthers(failure: Failure): string {
  if ('text' in failure) return within(failure.text, failure.while);
  if ('status' in failure)
    return `Error from server (${failure.status.reason}): ${within(failure.status.message, failure.while)}`;
  const { status, kubectlLine, messages } = failure.client;
  return status === undefined ? (messages[0] ?? '') : kubectlLine;
}

function within(text: string, doing: Doing | undefined): string {
  return doing === undefined ? text : `error when ${doing.doing} ${goQuote(doing.file)}: ${text}`;
}

/** A refused object by its causes, each distinct one once and on a line of its own where there are several. */
function invalidText({ message, details }: Status): string {
  if (details === undefined) return `The request is invalid${message === '' ? '' : `: ${message}`}`;
  const { kind = '', name = '', causes = [] } = details;
  const named = kind !== '' || name !== '';
  const what = named ? `The ${kind} ${goQuote(name)} is invalid` : 'The request is invalid';
  if (causes.length === 0) return named || message === '' ? what : `${what}: ${message}`;
  const texts = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message}`))];
  if (texts.length === 1) return `${what}: ${texts[0]}`;
  return `${what}: \n${texts.map((text) => `* ${text}`).join('\n')}`;
}

/** The lines of an answer's warnings; one that the run has printed before is not repeated. */
export function warningLines(warnings: readonly string[], printed: Set<string>): string[] {
  const fresh = warnings.filter((warning) => !printed.has(warning));
  for (const warning of fresh) printed.add(warning);
  return fresh.map((warning) => `Warning: ${warning}`);
}

/** What is said of an object: `pod/web created`, with what kind of dry run it was. */
export function doneText(label: string, done: string, dryRun: 'client' | 'server' | undefined): string {
  const suffix = dryRun === undefined ? '' : dryRun === 'server' ? ' (server dry run)' : ' (dry run)';
  return `${label} ${done}${suffix}`;
}
