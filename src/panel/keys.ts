/** The keyboard: what each key does when no text field or list has it. */
import type { Command } from './events.ts';

export type KeyAction =
  | { readonly do: 'command'; readonly command: Command }
  | { readonly do: 'chapter'; readonly number: number }
  | { readonly do: 'speed'; readonly change: 1 | -1 };

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The action of a key; undefined for keys that are not ours. Digits are chapters, 0 is the tenth. */
export function actionOf(key: Key): KeyAction | undefined {
  if (key.ctrlKey || key.metaKey || key.altKey) return undefined;
  if (/^\d$/.test(key.key)) return { do: 'chapter', number: Number(key.key) || 10 };
  const command = (command: Command): KeyAction => ({ do: 'command', command });
  switch (key.key) {
    case ' ':
      return command('toggle');
    case 'ArrowRight':
      return command(key.shiftKey ? 'next chapter' : 'step');
    case 'ArrowLeft':
      return command(key.shiftKey ? 'previous chapter' : 'back');
    case 'PageDown':
      return command('next chapter');
    case 'PageUp':
      return command('previous chapter');
    case 'Home':
      return command('start');
    case 'End':
      return command('end');
    case '>':
      return { do: 'speed', change: 1 };
    case '<':
      return { do: 'speed', change: -1 };
    default:
      return undefined;
  }
}

const keepsItsKeys = /^(?:input|textarea|select|vscode-textfield|vscode-single-select|vscode-tab-header)$/;
const keepsSpace = /^(?:button|summary|a|vscode-button|vscode-toolbar-button|vscode-checkbox)$/;

/** True when the element that has the focus needs the key itself. `path`: the event's composed path, as tag names. */
export function isTaken(key: Key, path: readonly string[]): boolean {
  const tags = path.map((tag) => tag.toLowerCase());
  if (tags.some((tag) => keepsItsKeys.test(tag))) return true;
  if (tags.some((tag) => keepsSpace.test(tag)) && (key.key === ' ' || key.key === 'Enter')) return true;
  return false;
}
