/** Which cluster is simulated, as plain data that can pass between threads and bundles. */
import type { World } from '../kubernetes/world.ts';
import { defaultWorld, presetWorld } from '../kubernetes/worlds/presets.ts';
import { worldOfText } from './clusterFile.ts';

/** A preset by its name, or a file of the user's with its text. */
export type ClusterChoice =
  | { readonly kind: 'preset'; readonly name: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string };

/** The world that is meant; a preset that there is not is the default one. */
export function worldOfChoice(choice: ClusterChoice): World {
  switch (choice.kind) {
    case 'preset':
      return presetWorld(choice.name) ?? defaultWorld;
    case 'file':
      return worldOfText(choice.name, choice.text);
    default:
      return choice satisfies never;
  }
}
