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
import { TakenNames } from './takenNames.ts';

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
  /** Those of the last check: the same object for as long as they say the same. */
  #terms: Terms | undefined;
  readonly #names = new TakenNames();

  constructor(world: World) {
    this.#neighbourhood = new Neighbourhood(world);
  }

  /** What the manifests would be answered, in the file's order. Never throws on any text. */
  check({ documents }: Documents, options: CheckOptions): Finding[] {
    const findings: Finding[] = [];
    const terms = this.#termsOf(options);
    const before = this.#begin(documents);
    for (let index = 0; index < documents.length; index++) {
      const document = documents[index] as YamlDocument;
      const dossier = this.#dossierOf(document);
      if (!dossier.judged) continue;
      const sentence = this.#judge(document, dossier, before, terms);
      remember(before, sentence.made);
      if (sentence.findings.length === 0) continue;
      const { start } = document.range;
      for (const { range, ...finding } of sentence.findings) {
        findings.push({ ...finding, document: index, range: moved(range, start) });
      }
    }
    return findings;
  }

  /** The world that a document is created in: what stands before it in its file is there, and what has to be assumed. */
  worldOf({ documents }: Documents, index: number, options: CheckOptions): World {
    const terms = this.#termsOf(options);
    const before = this.#begin(documents);
    for (const document of documents.slice(0, index)) {
      const dossier = this.#dossierOf(document);
      if (dossier.judged) remember(before, this.#judge(document, dossier, before, terms).made);
    }
    const document = documents[index];
    const present = before.names.objects();
    const requests = document === undefined ? [] : requestsOf(document, terms).requests;
    const assumed = requests.flatMap(({ body, kind, namespace }) =>
      isJsonObject(body) ? this.#neighbourhood.assumptions(body, kind, namespace, present) : [],
    );
    return this.#neighbourhood.extended([...present, ...assumed.map(({ object }) => object)]);
  }

  #begin(documents: readonly YamlDocument[]): Before {
    this.#names.begin(documents.length);
    return { ruling: [], names: this.#names };
  }

  #dossierOf(document: YamlDocument): Dossier {
    let dossier = this.#dossiers.get(document.content);
    if (dossier === undefined) {
      dossier = { judged: isManifestDocument(document) && !isBeyondScope(document.value) };
      this.#dossiers.set(document.content, dossier);
    }
    return dossier;
  }

  #termsOf({ file, namespace = 'default', readings = true, assumptions = false }: CheckOptions): Terms {
    const last = this.#terms;
    const same =
      last?.file === file &&
      last.namespace === namespace &&
      last.readings === readings &&
      last.assumptions === assumptions;
    this.#terms = same ? last : { file, namespace, readings, assumptions };
    return this.#terms;
  }

  #judge(document: YamlDocument, dossier: Dossier, before: Before, terms: Terms): Sentence {
    const last = dossier.last?.terms === terms ? dossier.last : undefined;
    const asked = last?.asked ?? requestsOf(document, terms);
    const names = last?.names ?? asked.requests.map(nameOf);
    const clashes = namesakes(names, before);
    const present = presentFor(asked.requests, clashes, before);
    if (last !== undefined && sameMembers(last.present, present)) return last;
    const source = { document: document.alone(), text: document.text };
    const { readings, assumptions } = terms;
    const neighbourhood = this.#neighbourhood;
    const { findings, objects } = judged({ source, asked, neighbourhood, present, clashes, readings, assumptions });
    dossier.last = { terms, asked, names, present, findings, made: objects.map(named) };
    return dossier.last;
  }
}

/** Options with nothing left out. */
type Terms = Required<CheckOptions>;

/** What is known of one document. */
interface Dossier {
  /** Whether there is anything to say about it. */
  readonly judged: boolean;
  last?: Sentence;
}

/** What a document was found to be, and all that this rests on. */
interface Sentence {
  readonly terms: Terms;
  /** What kubectl makes of the document. */
  readonly asked: DocumentRequests;
  /** What the requests' objects are called. */
  readonly names: readonly string[];
  readonly present: readonly WorldObject[];
  readonly findings: Judgement['findings'];
  readonly made: readonly NamedObject[];
}

interface NamedObject {
  readonly name: string;
  readonly object: WorldObject;
  /** Whether later documents are judged with it in place. */
  readonly rules: boolean;
}

/** What the documents before one have made. */
interface Before {
  readonly ruling: WorldObject[];
  readonly names: TakenNames;
}

const nothing: readonly WorldObject[] = [];

function namesakes(names: readonly string[], before: Before): readonly WorldObject[] {
  let found = nothing;
  for (let index = 0; index < names.length; index++) {
    const object = before.names.get(names[index] as string);
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
  if (some === others) return true;
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}

function remember(before: Before, made: readonly NamedObject[]): void {
  for (let index = 0; index < made.length; index++) {
    const { name, object, rules } = made[index] as NamedObject;
    if (rules) before.ruling.push(object);
    before.names.take(name, object);
  }
}

function named(object: KubernetesObject): NamedObject {
  const { apiVersion = '', kind = '', metadata } = object;
  const name = nameOf({ apiVersion, kind, namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' });
  const stored = object as KubernetesObject & WorldObject;
  return { name, object: stored, rules: rules(stored) };
}

type Named = Pick<ClientRequest, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

function nameOf({ apiVersion, kind, namespace, name }: Named): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}

function moved({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
