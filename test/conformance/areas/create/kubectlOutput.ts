/** What kubectl itself prints: sequences of commands against one cluster. */
import { Cluster } from '../../../../src/kubernetes/cluster.ts';
import type { CommandResult } from '../../../../src/kubernetes/kubectl/kubectl.ts';
import type { AspectResult, Outcome } from '../../harness.ts';
import { Placeholders } from './placeholders.ts';
import { recordedWorld } from './recordedWorld.ts';

interface Run {
  readonly args: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  /** What the file holds from this run on. */
  readonly manifest?: string;
}

export interface KubectlCase {
  readonly world?: string;
  readonly namespace?: string;
  readonly manifest: string;
  readonly unordered?: boolean;
  readonly runs: readonly Run[];
}

const limitMs = 60_000;

/** Plays the runs in their order. An aspect agrees if it does in every run; else the first that differs is shown. */
export function compareKubectl(recorded: KubectlCase, folder: string): Outcome {
  const cluster = new Cluster(recordedWorld(folder, recorded.world), { name: 'recorded' });
  const context = recorded.namespace === undefined ? [] : ['-n', recorded.namespace];
  const placeholders = new Placeholders();
  const outcome: Record<string, AspectResult> = {};
  let manifest = recorded.manifest;
  for (const run of recorded.runs) {
    manifest = run.manifest ?? manifest;
    const args = run.args.split(' ');
    const result = runKubectl(cluster, args.includes('-n') ? args : [...args, ...context], manifest);
    const text = (written: string): unknown => (recorded.unordered ? written.split(/\n|, /).sort() : written);
    const compare = (aspect: string, expected: unknown, actual: unknown): void => {
      if (outcome[aspect]?.agrees ?? true) {
        outcome[aspect] = { agrees: placeholders.match(expected, actual), expected, actual };
      }
    };
    compare('stdout', text(run.stdout), text(result?.stdout ?? ''));
    compare('stderr', text(run.stderr), text(result?.stderr ?? ''));
    compare('exit', run.exit, result?.exitCode);
  }
  return outcome;
}

function runKubectl(cluster: Cluster, args: readonly string[], manifest: string): CommandResult | undefined {
  let result: CommandResult | undefined;
  cluster.kubectl(args, { 'pod.yaml': manifest }, (end) => {
    result = end;
  });
  cluster.run(() => result !== undefined, cluster.kernel.now() + limitMs);
  return result;
}
