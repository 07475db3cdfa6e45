/** Simulated runs of a manifest as the panel gets them. */
import { simulate } from '../kubernetes/cluster.ts';
import { presetScenario, presetScenarios } from '../kubernetes/scenarios/presets.ts';
import { defaultWorld, presetWorld, presetWorlds } from '../kubernetes/worlds/presets.ts';
import { fieldLines } from '../manifest/fieldLines.ts';
import { Checker } from '../manifest/findings.ts';
import type { Documents, Manifest } from '../manifest/manifests.ts';
import type { Choice, Run } from '../protocol/messages.ts';

/** What the user chose to simulate in. */
export interface Choices {
  readonly world: string;
  readonly scenario: string;
}

/** The ids that a panel begins with. */
export const defaultChoices: Choices = {
  world: defaultWorld.name,
  scenario: presetScenarios[0]?.name ?? '',
};

const worlds = presetWorlds.map(({ name }) => choice(name));
const scenarios = presetScenarios.map(({ name }) => choice(name));

let lastId = 0;

/** Plays the creation of one manifest of a file. Unknown choices count as the defaults. */
export function runOf(file: Documents, manifest: Manifest, uri: string, name: string, choices: Choices): Run {
  const world = presetWorld(choices.world) ?? defaultWorld;
  const scenario = presetScenario(choices.scenario) ?? { name: defaultChoices.scenario };
  const { index, kind } = manifest;
  const surroundings = new Checker(world).worldOf(file, index, { file: name });
  const input = { text: file.text, file: name, document: index, action: 'creation' } as const;
  const document = file.documents[index];
  return {
    id: ++lastId,
    document: { uri, index, kind, name: manifest.name, namespace: manifest.namespace || 'default', file: name },
    trace: simulate(input, surroundings, scenario),
    lines: document === undefined ? {} : fieldLines({ document, text: file.text }),
    world: world.name,
    worlds,
    scenario: scenario.name,
    scenarios,
  };
}

/** `three-nodes` as people read it. */
function choice(id: string): Choice {
  const words = id.replaceAll('-', ' ');
  return { id, title: words.charAt(0).toUpperCase() + words.slice(1) };
}
