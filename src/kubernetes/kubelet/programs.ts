/** What the process of a container does: as scenario data says, as its command line says, or, assumed, runs for ever. */
import type { Ports } from '../simulation/component.ts';
import type { ImageFact } from '../simulation/scenario.ts';
import type { ContainerConfig } from './runtime.ts';

/** A process of a container, from its start to its end. */
export interface Program {
  /** `exit` is called once, unless it is stopped before. */
  start(exit: (exitCode: number, reason: string) => void): void;
  signal(name: 'TERM' | 'QUIT' | 'INT'): void;
  /** Ends it without a word. */
  stop(): void;
}

export function programOf(ports: Ports, config: ContainerConfig, _image: ImageFact | undefined): Program {
  const { kernel, scenario } = ports;
  const fact = scenario.processes?.find(
    ({ pod, container }) =>
      (pod === undefined || pod === config.pod.metadata?.name) &&
      (container === undefined || container === config.container.name),
  );
  let end: (exitCode: number, reason: string) => void = () => {};
  let timer: { cancel(): void } | undefined;
  const exitCode = fact?.exitCode ?? scriptExit(config)?.exitCode;
  const afterMs = fact?.afterMs ?? scriptExit(config)?.afterMs ?? 0;
  return {
    start: (exit) => {
      end = exit;
      if (exitCode !== undefined) {
        timer = kernel.after(afterMs, () => exit(exitCode, exitCode === 0 ? 'Completed' : 'Error'));
      }
    },
    signal: () => {
      if (fact?.ignoresTerm !== true) kernel.after(50, () => end(0, 'Completed'));
    },
    stop: () => timer?.cancel(),
  };
}

function scriptExit(config: ContainerConfig): { exitCode: number; afterMs: number } | undefined {
  const words = [...config.command, ...config.args];
  if (words[0] !== 'sh' || words[1] !== '-c') return undefined;
  const match = /^(?:sleep (\d+);?\s*)?(?:exit (\d+))?$/.exec(words[2]?.trim() ?? '');
  if (match === null) return undefined;
  return { exitCode: Number(match[2] ?? 0), afterMs: Number(match[1] ?? 0) * 1000 };
}
