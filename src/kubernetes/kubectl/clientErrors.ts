/** kubectl's own errors in its words, one by one and all of a file together (kubectl pkg/cmd/util CheckErr). */
import { goQuote } from '../api/goText.ts';
import type { ClientError, DocumentRequests } from './documents.ts';

const advice = 'if you choose to ignore these errors, turn validation off with --validate=false';

type Stage = ClientError['stage'];

/**
 * One error. `what` is its text after the beginning that its stage brings; several texts are those of a list's items or, when
 * validating, are printed as one.
 */
export function clientProblem(
  file: string,
  where: Exclude<Stage, 'other'> | 'list' | 'request',
  what: string | readonly string[],
  path?: readonly (string | number)[],
): ClientError {
  const texts = typeof what === 'string' ? [what] : what;
  const place = path === undefined ? {} : { path };
  const base = { exit: 1, ...place, stops: where === 'parse' || where === 'validate' } as const;
  switch (where) {
    case 'parse':
    case 'decode':
    case 'validate':
    case 'mapping': {
      const text = where === 'validate' ? `error validating data: ${aggregate(texts)}; ${advice}` : (texts[0] ?? '');
      const message = `${prefixes[where](file)}${text}`;
      return {
        stage: where,
        clientError: text,
        kubectlLine: `error: ${message}`,
        messages: [message],
        origin: 'file',
        ...base,
      };
    }
    case 'request': {
      const message = texts[0] ?? '';
      const line = `error: ${message}`;
      return {
        stage: 'other',
        clientError: message,
        kubectlLine: line,
        messages: [message],
        origin: 'request',
        ...base,
      };
    }
    case 'list': {
      // A list's errors come in a list of their own, which kubectl prints without `error: `.
      const lines = texts.map((text) => `${text}\n`).join('');
      return { stage: 'other', clientError: lines, kubectlLine: lines, messages: texts, origin: 'file', ...base };
    }
  }
}

const prefixes: Readonly<Record<Exclude<Stage, 'other'>, (file: string) => string>> = {
  parse: (file) => `error parsing ${file}: `,
  validate: (file) => `error validating ${goQuote(file)}: `,
  decode: (file) => `unable to decode ${goQuote(file)}: `,
  mapping: () => '',
};

/**
 * What kubectl prints about a whole file in the end: the errors met while reading it, together; `no objects passed to create` where
 * there was nothing to send. Undefined where all was sent.
 */
export function fileError(
  results: readonly DocumentRequests[],
  { file, verb = 'create' }: { readonly file: string; readonly verb?: string },
): ClientError | undefined {
  const errors = results.flatMap(({ error }) => (error?.origin === 'file' ? [error] : []));
  if (errors.length === 1) return errors[0];
  if (errors.length > 1) return fromLines(file, errors.map((error) => `${aggregate(error.messages)}\n`).join(''));
  const nothing = results.every(({ requests, error }) => requests.length === 0 && error === undefined);
  return nothing ? { ...clientProblem(file, 'request', `no objects passed to ${verb}`), origin: 'file' } : undefined;
}

/** The error whose lines these are, of the stage that the first one tells. */
function fromLines(file: string, lines: string): ClientError {
  const base = { kubectlLine: lines, exit: 1, messages: [lines], stops: true, origin: 'file' } as const;
  for (const stage of ['parse', 'validate', 'decode'] as const) {
    const prefix = prefixes[stage](file);
    if (lines.startsWith(prefix)) return { stage, clientError: lines.slice(prefix.length), ...base };
  }
  const stage = lines.startsWith('resource mapping not found') ? 'mapping' : 'other';
  return { stage, clientError: lines, ...base };
}

/** Several errors as Go's aggregate prints them, each distinct one once. */
export function aggregate(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`;
}
