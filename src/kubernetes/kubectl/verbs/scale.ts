/** `kubectl scale`: another number of replicas, asked for through the `scale` subresource. */
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import type { Printer } from '../kubectl.ts';
import { eachResource, patchOne } from './patch.ts';

/** The verb `scale`. */
export function* scale(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const replicas = Number(flag(command, 'replicas') ?? '-1');
  if (!Number.isInteger(replicas) || replicas < 0) {
    print.err('error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    return false;
  }
  return yield* eachResource(command.args, print, (resource) =>
    patchOne(resource, command, ports, print, {
      body: { spec: { replicas } },
      patchType: 'application/merge-patch+json',
      subresource: 'scale',
      done: 'scaled',
    }),
  );
}
