/** One file of manifests while it is edited: what it holds, what would be answered, and where its fields stand. */
import type { Scenario } from '../kubernetes/simulation/scenario.ts';
import type { World } from '../kubernetes/world.ts';
import { defaultWorld, presetWorlds } from '../kubernetes/worlds/presets.ts';
import type { TextRange } from '../yaml/document.ts';
import { ManifestText } from '../yaml/manifestText.ts';
import { Checker, type CheckOptions } from './checker.ts';
import { type ClusterChoice, worldOfChoice } from './clusterChoice.ts';
import { bareWorld, clusterText, impossibilities } from './clusterFile.ts';
import { fieldLines } from './fieldLines.ts';
import { pathOf } from './fieldText.ts';
import type { Finding } from './findings.ts';
import { type Manifest, manifestAt, manifestsIn } from './manifests.ts';
import { placeOfValue } from './place.ts';
import { withSayings } from './scenarioComments.ts';
import { type PendingPod, PendingPods } from './scheduling.ts';

/** All files are judged in the same world, so that it is loaded once. */
let checker = new Checker(defaultWorld);
let scheduling = new PendingPods(defaultWorld);

/** Files that describe the world itself are judged in an empty one. */
const clusterChecker = new Checker(bareWorld);

/** From now on all files are judged in this cluster. */
export function chooseCluster(choice: ClusterChoice): void {
  const world = worldOfChoice(choice);
  checker = new Checker(world);
  scheduling = new PendingPods(world);
}

/** The presets' names, the default first. */
export function presetNames(): readonly string[] {
  return presetWorlds.map(({ name }) => name);
}

/** A cluster to be changed at will, as the text of a file. */
export function startingCluster(choice: ClusterChoice): string {
  return clusterText(worldOfChoice(choice));
}

export class ManifestFile {
  readonly #text: ManifestText;

  constructor(text: string) {
    this.#text = new ManifestText(text);
  }

  get text(): string {
    return this.#text.text;
  }

  /** Replaces what stands between two offsets; only what that touches is read again. */
  edit(start: number, end: number, replacement: string): void {
    this.#text.edit(start, end, replacement);
  }

  /** What kubectl and the API server would say, in the file's order. */
  findings(options: CheckOptions): Finding[] {
    return checker.check(this.#text, options);
  }

  /** Pods that would stay Pending in the chosen cluster, in the file's order. */
  pendingPods(): PendingPod[] {
    return scheduling.find(this.#text);
  }

  /** What is wrong with the file as the description of a cluster. */
  clusterFindings(options: CheckOptions): Finding[] {
    const findings = clusterChecker.check(this.#text, options).filter(({ code }) => code !== 'AlreadyExists');
    return [...findings, ...impossibilities(this.#text)];
  }

  /** The world that a document is created in, made of `world` and of what stands before it. */
  worldOf(index: number, world: World, options: CheckOptions): World {
    return new Checker(world).worldOf(this.#text, index, options);
  }

  /** `scenario` with what a document says of its own images and containers. */
  scenarioOf(index: number, scenario: Scenario): Scenario {
    const document = this.#text.documents[index];
    if (document === undefined) return scenario;
    return withSayings(scenario, this.text.slice(document.range.start, document.range.end), document.value);
  }

  manifests(): Manifest[] {
    return manifestsIn(this.#text);
  }

  /** The manifest at an offset, else the first. */
  manifestAt(offset: number): Manifest | undefined {
    return manifestAt(this.#text, offset);
  }

  /** The place of a field (`spec.containers[0].image`) of a document, or of the nearest one around it. */
  placeOf(index: number, field: string): TextRange | undefined {
    const document = this.#text.documents[index];
    if (document === undefined) return undefined;
    return placeOfValue({ document, text: this.text }, pathOf(field, document.value) ?? []);
  }

  /** Lines of a document's fields, from 0. */
  linesOf(index: number): Record<string, number> {
    const document = this.#text.documents[index];
    return document === undefined ? {} : fieldLines({ document, text: this.text });
  }

  /** The field of a document at an offset; empty where the offset is outside. */
  fieldAt(index: number, offset: number): string {
    const document = this.#text.documents[index];
    if (document === undefined || offset < document.range.start || offset > document.range.end) return '';
    return document
      .pathAt(offset)
      .reduce<string>(
        (text, step) => text + (typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`),
        '',
      );
  }
}
