/** Reads what the panel sends. A page can be made to send anything: what is not exactly one of the known messages is dropped. */
import type { ToHost } from './messages.ts';

/** Field paths and names are short; longer ones are not ours. */
const longestName = 2_048;
/** Describe outputs and whole objects are copied; nothing is larger than this. */
const longestCopy = 4 * 1024 * 1024;

/** The message, rebuilt from its known fields alone; undefined for anything else. Never throws. */
export function parseToHost(value: unknown): ToHost | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // Own fields only, read once: neither prototypes nor getters decide what a message is.
  const message = new Map<string, unknown>();
  try {
    for (const key of ['type', 'run', 'path', 'world', 'scenario', 'text', 'step'] as const) {
      const field = Object.getOwnPropertyDescriptor(value, key);
      if (field !== undefined) message.set(key, field.value);
    }
  } catch {
    return undefined;
  }
  const run = message.get('run');
  switch (message.get('type')) {
    case 'panel/ready':
      return { type: 'panel/ready' };
    case 'reveal': {
      const path = message.get('path');
      return isNumber(run) && isName(path) ? { type: 'reveal', run, path } : undefined;
    }
    case 'choose': {
      const world = message.get('world');
      const scenario = message.get('scenario');
      if (!isNumber(run) || !isOptionalName(world) || !isOptionalName(scenario)) return undefined;
      return {
        type: 'choose',
        run,
        ...(world !== undefined && { world }),
        ...(scenario !== undefined && { scenario }),
      };
    }
    case 'copy': {
      const text = message.get('text');
      return typeof text === 'string' && text.length <= longestCopy ? { type: 'copy', text } : undefined;
    }
    case 'at': {
      const step = message.get('step');
      return isNumber(run) && isNumber(step) ? { type: 'at', run, step } : undefined;
    }
    default:
      return undefined;
  }
}

/** Ids and step numbers: whole and not negative. */
function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestName;
}

function isOptionalName(value: unknown): value is string | undefined {
  return value === undefined || isName(value);
}
