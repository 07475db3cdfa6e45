/** Checks files, and a document again only when it or what it depends on has changed. */
import { isJsonObject } from '../kubernetes/api/json.ts';
import type { KubernetesObject } from '../kubernetes/api/types.ts';
import { type ClientRequest, type DocumentRequests, requestsOf } from '../kubernetes/kubectl/documents.ts';
import type { World, WorldObject } from '../kubernetes/world.ts';
import type { TextRange, YamlDocument } from '../yaml/document.ts';
import { type Finding, type Judgement, judged } from './findings.ts';
import { type Documents, isManifestDocument } from './manifests.ts';
import { countsFor, Neighbourhood, rules } from './neighbours.ts';
import { isBeyondScope } from './recognition.ts';

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

/**
 * Checks files against one world. An edit costs no more than the documents that it touches, those that depend on what
 * these make, and a glance at each other one.
 */
export class Checker {
  readonly #neighbourhood: Neighbourhood;
  /** By the documents' content, which is another object as soon as a letter of it changes. */
  readonly #dossiers = new WeakMap<object, Dossier>();

  constructor(world: World) {
    this.#neighbourhood = new Neighbourhood(world);
  }

  /** What the manifests would be answered, in the file's order. Never throws on any text. */
  check({ documents }: Documents, options: CheckOptions): Finding[] {
    const findings: Finding[] = [];
    const before: Before = { ruling: [], byName: new Map() };
    for (let index = 0; index < documents.length; index++) {
      const document = documents[index] as YamlDocument;
      const dossier = this.#dossierOf(document);
      if (!dossier.judged) continue;
      const { judgement, made } = this.#judge(document, dossier, before, options);
      remember(before, made);
      if (judgement.findings.length === 0) continue;
      const { start } = document.range;
      for (const { range, ...finding } of judgement.findings) {
        findings.push({ ...finding, document: index, range: moved(range, start) });
      }
    }
    return findings;
  }

  /** The world that a document is created in: what stands before it in its file is there, and what has to be assumed. */
  worldOf({ documents }: Documents, index: number, options: CheckOptions): World {
    const before: Before = { ruling: [], byName: new Map() };
    for (const document of documents.slice(0, index)) {
      const dossier = this.#dossierOf(document);
      if (dossier.judged) remember(before, this.#judge(document, dossier, before, options).made);
    }
    const document = documents[index];
    const present = [...before.byName.values()];
    const requests = document === undefined ? [] : requestsOf(document, clientOptions(options)).requests;
    const assumed = requests.flatMap(({ body, kind, namespace }) =>
      isJsonObject(body) ? this.#neighbourhood.assumptions(body, kind, namespace, present) : [],
    );
    return this.#neighbourhood.extended([...present, ...assumed.map(({ object }) => object)]);
  }

  #dossierOf(document: YamlDocument): Dossier {
    let dossier = this.#dossiers.get(document.content);
    if (dossier === undefined) {
      dossier = { judged: isManifestDocument(document) && !isBeyondScope(document.value) };
      this.#dossiers.set(document.content, dossier);
    }
    return dossier;
  }

  #judge(document: YamlDocument, dossier: Dossier, before: Before, options: CheckOptions): Sentence {
    const { readings = true, assumptions = false } = options;
    const { asked, names } = reread(document, dossier, options);
    const clashes = namesakes(names, before);
    const present = presentFor(asked.requests, clashes, before);
    const last = dossier.last;
    if (
      last?.asked === asked &&
      last.readings === readings &&
      last.assumptions === assumptions &&
      sameMembers(last.present, present)
    ) {
      return last;
    }
    const source = { document: document.alone(), text: document.text };
    const neighbourhood = this.#neighbourhood;
    const judgement = judged({ source, asked, neighbourhood, present, clashes, readings, assumptions });
    const sentence: Sentence = { asked, readings, assumptions, present, judgement, made: judgement.objects.map(named) };
    dossier.last = sentence;
    return sentence;
  }
}

/** What is known of one document. */
interface Dossier {
  /** Whether there is anything to say about it. */
  readonly judged: boolean;
  reading?: Reading;
  last?: Sentence;
}

/** What kubectl makes of a document. */
interface Reading {
  readonly file: string;
  readonly namespace: string;
  readonly asked: DocumentRequests;
  /** What the requests' objects are called. */
  readonly names: readonly string[];
}

/** A judgement, and all that it rests on. */
interface Sentence {
  readonly asked: DocumentRequests;
  readonly readings: boolean;
  readonly assumptions: boolean;
  readonly present: readonly WorldObject[];
  readonly judgement: Judgement;
  readonly made: readonly NamedObject[];
}

interface NamedObject {
  readonly name: string;
  readonly object: WorldObject;
}

/** What the documents before one have made. */
interface Before {
  readonly ruling: WorldObject[];
  readonly byName: Map<string, WorldObject>;
}

const nothing: readonly WorldObject[] = [];

function reread(document: YamlDocument, dossier: Dossier, options: CheckOptions): Reading {
  const { file, namespace } = clientOptions(options);
  const known = dossier.reading;
  if (known?.file === file && known.namespace === namespace) return known;
  const asked = requestsOf(document, { file, namespace });
  const reading: Reading = { file, namespace, asked, names: asked.requests.map(nameOf) };
  dossier.reading = reading;
  return reading;
}

function clientOptions({ file, namespace = 'default' }: CheckOptions): { file: string; namespace: string } {
  return { file, namespace };
}

function namesakes(names: readonly string[], { byName }: Before): readonly WorldObject[] {
  let found = nothing;
  for (const name of names) {
    const object = byName.get(name);
    if (object !== undefined) found = [...found, object];
  }
  return found;
}

function presentFor(
  requests: readonly ClientRequest[],
  clashes: readonly WorldObject[],
  { ruling }: Before,
): readonly WorldObject[] {
  if (ruling.length === 0) return clashes;
  const counting = ruling.filter((object) => requests.some((request) => countsFor(object, request)));
  return [...counting, ...clashes.filter((object) => !counting.includes(object))];
}

function sameMembers(some: readonly object[], others: readonly object[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}

function remember(before: Before, made: readonly NamedObject[]): void {
  for (const { name, object } of made) {
    if (rules(object)) before.ruling.push(object);
    before.byName.set(name, object);
  }
}

function named(object: KubernetesObject): NamedObject {
  const { apiVersion = '', kind = '', metadata } = object;
  const name = nameOf({ apiVersion, kind, namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' });
  return { name, object: object as KubernetesObject & WorldObject };
}

type Named = Pick<ClientRequest, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

function nameOf({ apiVersion, kind, namespace, name }: Named): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}

function moved({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
