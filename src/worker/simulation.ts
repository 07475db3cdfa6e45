/** Simulated runs as the panel gets them: text in, plain JSON out, so that any thread can do it. */
import { simulate } from '../kubernetes/cluster.ts';
import { presetScenario, presetScenarios } from '../kubernetes/scenarios/presets.ts';
import { presetWorld, presetWorlds } from '../kubernetes/worlds/presets.ts';
import { type ClusterChoice, worldOfChoice } from '../manifest/clusterChoice.ts';
import { ManifestFile } from '../manifest/manifestFile.ts';
import type { Choice, Run } from '../protocol/messages.ts';

export interface RunRequest {
  /** Names the run in messages. */
  readonly id: number;
  readonly uri: string;
  /** File name as kubectl is given it. */
  readonly file: string;
  readonly text: string;
  /** Which document of the file, from 0. */
  readonly index: number;
  /** The cluster to play in; the default preset when left out. */
  readonly cluster?: ClusterChoice;
  /** Name of a preset to play in instead. */
  readonly world?: string;
  /** Name of a preset scenario; an unknown one counts as the first. */
  readonly scenario?: string;
}

const worlds = presetWorlds.map(({ name }) => choice(name));
const scenarios = presetScenarios.map(({ name }) => choice(name));

/** Plays the creation of one manifest; undefined where the document is none. */
export function runOf({ id, uri, file, text, index, ...choices }: RunRequest): Run | undefined {
  const manifests = new ManifestFile(text);
  const manifest = manifests.manifests().find((each) => each.index === index);
  if (manifest === undefined) return undefined;
  const cluster = choices.cluster ?? { kind: 'preset', name: '' };
  const world = presetWorld(choices.world ?? '') ?? worldOfChoice(cluster);
  const scenario = presetScenario(choices.scenario ?? '') ?? presetScenarios[0] ?? { name: '' };
  const surroundings = manifests.worldOf(index, world, { file });
  const { kind, name, namespace } = manifest;
  return {
    id,
    document: { uri, index, kind, name, namespace: namespace || 'default', file },
    trace: simulate(
      { text, file, document: index, action: 'creation' },
      surroundings,
      manifests.scenarioOf(index, scenario),
    ),
    lines: manifests.linesOf(index),
    world: world.name,
    worlds: cluster.kind === 'file' ? [...worlds, { id: cluster.name, title: cluster.name }] : worlds,
    scenario: scenario.name,
    scenarios,
  };
}

/** `three-nodes` as people read it. */
function choice(id: string): Choice {
  const words = id.replaceAll('-', ' ');
  return { id, title: words.charAt(0).toUpperCase() + words.slice(1) };
}
