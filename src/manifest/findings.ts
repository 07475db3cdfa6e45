/** What the API server, or kubectl before it, would say about one manifest. */
import type { Fault } from '../kubernetes/api/fault.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import type { Status } from '../kubernetes/api/status.ts';
import type { KubernetesObject } from '../kubernetes/api/types.ts';
import type { Verdict } from '../kubernetes/cluster.ts';
import type { ClientError, ClientRequest, DocumentRequests } from '../kubernetes/kubectl/documents.ts';
import type { WorldObject } from '../kubernetes/world.ts';
import type { TextRange } from '../yaml/document.ts';
import { pathOf } from './fieldText.ts';
import type { Neighbourhood } from './neighbours.ts';
import { firstLine, narrowed, placeOfDocument, placeOfKey, placeOfValue, type Source } from './place.ts';
import { readingOf } from './readings.ts';
import { isServed } from './recognition.ts';
import { unknownSayings } from './scenarioComments.ts';

export interface Finding {
  /** Which document of the file, from 0. */
  readonly document: number;
  /** At most one line, in UTF-16 code units of the whole text. */
  readonly range: TextRange;
  /** Errors are refusals, warnings the server's warnings; information says what Kubernetes reads, hints what is assumed. */
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Kubernetes' words about this field alone. */
  readonly message: string;
  /** The rule's id: the reason of a Status' cause or of a Status, or one of Podflight's own. */
  readonly code: string;
  /** The document's kind, empty where it has none. */
  readonly kind: string;
  /** Kubernetes' whole answer. */
  readonly fullMessage: string;
}

/** What is found out about one document. */
export interface Judgement {
  /** In the document's order; ranges count from its beginning, so that it can move in the file. */
  readonly findings: readonly Omit<Finding, 'document'>[];
  /** The objects that would be stored. */
  readonly objects: readonly KubernetesObject[];
}

/** What one document is judged in. */
export interface Court {
  /** The document by itself. */
  readonly source: Source;
  readonly asked: DocumentRequests;
  readonly neighbourhood: Neighbourhood;
  /** Objects of the documents before this one that count for it. */
  readonly present: readonly WorldObject[];
  /** Those of them that have the name of one of this document's. */
  readonly clashes: readonly WorldObject[];
  /** Say what Kubernetes reads otherwise than it looks. */
  readonly readings: boolean;
  /** Say what is taken for granted in a world that is nobody's cluster. */
  readonly assumptions: boolean;
}

type Draft = Omit<Finding, 'document' | 'kind'>;

/** The findings about one document. */
export function judged(court: Court): Judgement {
  const { source, asked, readings } = court;
  const drafts: Draft[] = [];
  const objects: KubernetesObject[] = [];
  if (asked.error !== undefined) drafts.push(clientFinding(source, asked.error));
  for (const request of asked.requests) {
    const verdict = verdictOn(court, request, drafts);
    if (verdict.outcome === 'accepted') objects.push(verdict.object);
    drafts.push(...verdictFindings(source, request, verdict));
  }
  if (readings) drafts.push(...readingFindings(source), ...sayingFindings(source));
  const kind = kindOf(source.document.value);
  const findings = drafts.sort((a, b) => a.range.start - b.range.start).map((draft) => ({ ...draft, kind }));
  return { findings, objects };
}

/** The answer to a request where all that it needs is there; what had to be assumed becomes hints. */
function verdictOn(court: Court, request: ClientRequest, drafts: Draft[]): Verdict {
  const { source, neighbourhood, present, clashes, assumptions } = court;
  const body = isJsonObject(request.body) ? request.body : undefined;
  const assumed = body === undefined ? [] : neighbourhood.assumptions(body, request.kind, request.namespace, present);
  const world = neighbourhood.with([...present, ...assumed.map(({ object }) => object)]);
  const verdict = world.dryRun(request);
  if (assumptions) {
    for (const each of assumed) {
      const without = assumed.filter((other) => other !== each).map(({ object }) => object);
      const answer = neighbourhood.with([...present, ...without]).dryRun(request);
      if (answer.outcome !== 'rejected' || answer.faults.length > 0) continue;
      drafts.push({ ...statusFinding(source, answer.status, each.path), severity: 'hint' });
    }
  }
  if (verdict.outcome !== 'rejected' || verdict.status.reason !== 'AlreadyExists') return verdict;
  // Objects that nobody showed us do not take a name away: the check that found it is the server's last.
  if (neighbourhood.world.owned || clashes.length > 0) return verdict;
  return { outcome: 'accepted', object: (body ?? {}) as KubernetesObject, warnings: verdict.warnings };
}

function verdictFindings(source: Source, request: ClientRequest, verdict: Verdict): Draft[] {
  switch (verdict.outcome) {
    case 'client':
      return [clientFinding(source, verdict.error)];
    case 'accepted':
      return verdict.warnings.map((text) => warningFinding(source, text));
    case 'rejected': {
      const { status, faults, warnings } = verdict;
      const refusals =
        faults.length > 0
          ? faults.map((fault) => faultFinding(source, fault, status))
          : [statusFinding(source, status, placeNamedIn(status.message, request.body))];
      return [...refusals, ...warnings.map((text) => warningFinding(source, text))];
    }
  }
}

function faultFinding(source: Source, fault: Fault, status: Status): Draft {
  const { reason, message } = fault;
  const isKey = reason === 'UnknownField' || reason === 'DuplicateField';
  const path = narrowed(source.document.value, fault.path, message);
  const range = isKey ? placeOfKey(source, path) : placeOfValue(source, path);
  return { range, severity: 'error', message, code: reason, fullMessage: status.message };
}

function statusFinding(source: Source, status: Status, path: readonly (string | number)[]): Draft {
  const { message, reason } = status;
  const range = path.length === 0 ? placeOfDocument(source) : placeOfValue(source, path);
  return { range, severity: 'error', message, code: reason, fullMessage: message };
}

/** The field that a refusal without causes is about. */
function placeNamedIn(message: string, body: JsonValue): readonly (string | number)[] {
  const rule = refusals.find(([pattern]) => pattern.test(message));
  if (rule !== undefined) return rule[1];
  const container = /container "([^"]+)"/.exec(message)?.[1];
  return (container !== undefined && containerPath(body, container)) || [];
}

const refusals: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^namespaces "[^"]*" not found$/, ['metadata', 'namespace']],
  [/namespace/, ['metadata', 'namespace']],
  [/error looking up service account/, ['spec', 'serviceAccountName']],
  [/PriorityClass/, ['spec', 'priorityClassName']],
  [/RuntimeClass/, ['spec', 'runtimeClassName']],
];

function containerPath(body: JsonValue, name: string): readonly (string | number)[] | undefined {
  const spec = isJsonObject(body) ? body.spec : undefined;
  if (!isJsonObject(spec)) return undefined;
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    const items = spec[list];
    const index = Array.isArray(items) ? items.findIndex((item) => isJsonObject(item) && item.name === name) : -1;
    if (index >= 0) return ['spec', list, index];
  }
  return undefined;
}

/** Warnings begin with the field they are about, or name a volume. */
function warningFinding(source: Source, message: string): Draft {
  const { value } = source.document;
  const path = pathOf(message.split(/:? /, 1)[0] ?? '', value) ?? volumePath(message, value) ?? [];
  const range = path.length === 0 ? placeOfDocument(source) : placeOfValue(source, path);
  return { range, severity: 'warning', message, code: 'Warning', fullMessage: message };
}

function volumePath(message: string, value: JsonValue | undefined): readonly (string | number)[] | undefined {
  const name = /^volume "([^"]+)"/.exec(message)?.[1];
  const spec = isJsonObject(value) ? value.spec : undefined;
  const volumes = isJsonObject(spec) ? spec.volumes : undefined;
  if (name === undefined || !Array.isArray(volumes)) return undefined;
  const index = volumes.findIndex((volume) => isJsonObject(volume) && volume.name === name);
  return index < 0 ? undefined : ['spec', 'volumes', index];
}

const clientCodes: Readonly<Record<ClientError['stage'], string>> = {
  parse: 'Parse',
  validate: 'Validate',
  decode: 'TypeError',
  mapping: 'Mapping',
  other: 'Client',
};

function clientFinding(source: Source, { stage, clientError, kubectlLine }: ClientError): Draft {
  return {
    range: clientPlace(source, stage, clientError),
    severity: 'error',
    message: clientError.split('\n', 1)[0] ?? '',
    code: clientCodes[stage],
    fullMessage: kubectlLine,
  };
}

function clientPlace(source: Source, stage: ClientError['stage'], message: string): TextRange {
  const { document, text } = source;
  if (document.problem !== undefined) return problemPlace(text, document.problem.range);
  const apiVersion = isJsonObject(document.value) ? document.value.apiVersion : undefined;
  if (stage === 'mapping') {
    const known = typeof apiVersion === 'string' && isServed(apiVersion);
    return placeOfValue(source, [known ? 'kind' : 'apiVersion']);
  }
  if (/\bkind\b/.test(message) && !/apiVersion/.test(message)) return placeOfValue(source, ['kind']);
  if (/apiVersion|GroupVersion/.test(message)) return placeOfValue(source, ['apiVersion']);
  return placeOfDocument(source);
}

/** Where a text can't be read; a place at the end of a line is shown by the character before it. */
function problemPlace(text: string, range: TextRange): TextRange {
  const place = firstLine(text, range);
  if (place.end > place.start) return place;
  let start = Math.min(place.start, text.length);
  while (start > 0 && /\s/.test(text.charAt(start - 1))) start--;
  return { start: Math.max(start - 1, 0), end: start };
}

function readingFindings(source: Source): Draft[] {
  return source.document.surprises.map((surprise) => {
    const message = readingOf(surprise);
    const range = firstLine(source.text, surprise.range);
    return { range, severity: 'information', message, code: 'Reading', fullMessage: message };
  });
}

function sayingFindings({ text }: Source): Draft[] {
  return unknownSayings(text).map(({ range, message }) => ({
    range,
    severity: 'information',
    message,
    code: 'Scenario',
    fullMessage: message,
  }));
}

function kindOf(value: JsonValue | undefined): string {
  const kind = (value as JsonObject | undefined)?.kind;
  return typeof kind === 'string' ? kind : '';
}
