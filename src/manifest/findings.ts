/** What the API server, or kubectl before it, would say about each manifest of a file. */
import type { Fault } from '../kubernetes/api/fault.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import type { Status } from '../kubernetes/api/status.ts';
import type { KubernetesObject } from '../kubernetes/api/types.ts';
import type { Verdict } from '../kubernetes/cluster.ts';
import { type ClientError, type ClientRequest, requestsOf } from '../kubernetes/kubectl/documents.ts';
import type { World, WorldObject } from '../kubernetes/world.ts';
import type { TextRange } from '../yaml/document.ts';
import { pathOf } from './fieldText.ts';
import { type Documents, isManifestDocument } from './manifests.ts';
import { Neighbourhood, rules } from './neighbours.ts';
import { firstLine, narrowed, placeOfDocument, placeOfKey, placeOfValue, type Source } from './place.ts';
import { readingOf } from './readings.ts';
import { isBeyondScope, isServed } from './recognition.ts';
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

export interface CheckOptions {
  /** File name as kubectl is given it. */
  readonly file: string;
  /** Context namespace; `default` when left out. */
  readonly namespace?: string;
  /** Say what Kubernetes reads otherwise than it looks. */
  readonly readings?: boolean;
  /** Say what is taken for granted in a world that is nobody's cluster. */
  readonly assumptions?: boolean;
}

/** What all manifests of a file would be answered, in the file's order. */
export function check(file: Documents, world: World, options: CheckOptions): Finding[] {
  return new Checker(world).check(file, options);
}

/** One document's results; ranges count from its beginning, so that it can move in the file. */
interface Judgement {
  readonly key: string;
  readonly findings: readonly Omit<Finding, 'document'>[];
  /** The objects that would be stored. */
  readonly objects: readonly KubernetesObject[];
}

/** Checks files against one world, and a document again only when it or what it depends on has changed. */
export class Checker {
  readonly #neighbourhood: Neighbourhood;
  readonly #judgements = new WeakMap<object, Judgement>();

  constructor(world: World) {
    this.#neighbourhood = new Neighbourhood(world);
  }

  /** What the manifests would be answered, in the file's order. Never throws on any text. */
  check(file: Documents, options: CheckOptions): Finding[] {
    const findings: Finding[] = [];
    const before: Before = { ruling: [], byName: new Map() };
    for (const [index, document] of file.documents.entries()) {
      if (!isManifestDocument(file, document) || isBeyondScope(document.value)) continue;
      const judgement = this.#judge({ document, text: file.text }, before, options);
      for (const object of judgement.objects) remember(before, object);
      for (const { range, ...finding } of judgement.findings) {
        findings.push({ ...finding, document: index, range: moved(range, document.range.start) });
      }
    }
    return findings;
  }

  /** The world that a document is created in: what stands before it in its file is there, and what has to be assumed. */
  worldOf(file: Documents, index: number, options: CheckOptions): World {
    const before: Before = { ruling: [], byName: new Map() };
    for (const document of file.documents.slice(0, index)) {
      if (!isManifestDocument(file, document)) continue;
      for (const object of this.#judge({ document, text: file.text }, before, options).objects)
        remember(before, object);
    }
    const document = file.documents[index];
    const present = [...before.byName.values()];
    const requests = document === undefined ? [] : requestsOf(document, clientOptions(options)).requests;
    const assumed = requests.flatMap(({ body, kind, namespace }) =>
      isJsonObject(body) ? this.#neighbourhood.assumptions(body, kind, namespace, present) : [],
    );
    return this.#neighbourhood.extended([...present, ...assumed.map(({ object }) => object)]);
  }

  #judge(source: Source, before: Before, options: CheckOptions): Judgement {
    const { document } = source;
    const { readings = true, assumptions = false } = options;
    const { file, namespace } = clientOptions(options);
    const asked = requestsOf(document, { file, namespace });
    const clashes = asked.requests.flatMap((request) => before.byName.get(nameOf(request)) ?? []);
    const present = [...before.ruling, ...clashes.filter((object) => !before.ruling.includes(object))];
    const key = [file, namespace, readings, assumptions, this.#neighbourhood.key(present)].join(' ');
    const known = this.#judgements.get(document.content);
    if (known?.key === key) return known;
    const court: Court = { source, neighbourhood: this.#neighbourhood, present, clashes, assumptions };
    const judgement = judged(court, asked, readings, key);
    this.#judgements.set(document.content, judgement);
    return judgement;
  }
}

function clientOptions({ file, namespace = 'default' }: CheckOptions): { file: string; namespace: string } {
  return { file, namespace };
}

/** What the documents before one have made. */
interface Before {
  readonly ruling: WorldObject[];
  readonly byName: Map<string, WorldObject>;
}

function remember(before: Before, object: KubernetesObject): void {
  const { apiVersion = '', kind = '', metadata } = object;
  const stored: WorldObject = object as KubernetesObject & WorldObject;
  if (rules(object)) before.ruling.push(stored);
  before.byName.set(
    nameOf({ apiVersion, kind, namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' }),
    stored,
  );
}

type Named = Pick<ClientRequest, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

function nameOf({ apiVersion, kind, namespace, name }: Named): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}

/** What one document is judged in. */
interface Court {
  readonly source: Source;
  readonly neighbourhood: Neighbourhood;
  /** Objects of the documents before this one that count for it. */
  readonly present: readonly WorldObject[];
  /** Those of them that have the name of one of this document's. */
  readonly clashes: readonly WorldObject[];
  readonly assumptions: boolean;
}

type Draft = Omit<Finding, 'document' | 'kind'>;

function judged(
  court: Court,
  asked: { readonly requests: readonly ClientRequest[]; readonly error?: ClientError },
  readings: boolean,
  key: string,
): Judgement {
  const { source } = court;
  const drafts: Draft[] = [];
  const objects: KubernetesObject[] = [];
  if (asked.error !== undefined) drafts.push(clientFinding(source, asked.error));
  for (const request of asked.requests) {
    const verdict = verdictOn(court, request, drafts);
    if (verdict.outcome === 'accepted') objects.push(verdict.object);
    drafts.push(...verdictFindings(source, request, verdict));
  }
  if (readings) drafts.push(...readingFindings(source), ...sayingFindings(source));
  const { start } = source.document.range;
  const kind = kindOf(source.document.value);
  const findings = drafts
    .sort((a, b) => a.range.start - b.range.start)
    .map((draft) => ({ ...draft, kind, range: moved(draft.range, -start) }));
  return { key, findings, objects };
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
    message: clientError,
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

function sayingFindings({ document, text }: Source): Draft[] {
  const { start, end } = document.range;
  return unknownSayings(text.slice(start, end)).map(({ range, message }) => ({
    range: moved(range, start),
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

function moved({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
