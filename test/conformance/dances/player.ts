/** Plays a recorded dance in a simulated cluster, step by step, as the recorder did. */

import { isPodReady } from '../../../src/kubernetes/api/podReadiness.ts';
import type { KubernetesObject, Pod } from '../../../src/kubernetes/api/types.ts';
import { Cluster } from '../../../src/kubernetes/cluster.ts';
import { Observer } from './observer.ts';
import type { Dance, Seen, Step } from './recording.ts';
import { commandsOf, type ShellCommand, sed } from './shell.ts';
import { dancesScenario, dancesWorld } from './world.ts';

/** No step of a recording takes longer. */
const stepLimitMs = 180_000;

export function play(dance: Dance, seed = 1): Seen {
  const withNamespace = dance.initial.some((one) => one === `Namespace/${dance.namespace}`);
  const cluster = new Cluster(dancesWorld(dance.nodes, dance.namespace, withNamespace), dancesScenario, seed);
  const seen = new Observer(cluster, dance);
  const files: Record<string, string> = { ...dance.files };
  let stuck: string | undefined;

  /** Runs until `done`, for at most `ms`. */
  const runUntil = (done: () => boolean, ms = stepLimitMs): boolean => {
    const end = cluster.kernel.now() + ms;
    cluster.kernel.after(ms, () => {});
    cluster.run(() => {
      seen.look();
      return done() || cluster.kernel.now() >= end;
    }, end);
    seen.look();
    return done();
  };

  const kubectl = ({ words, stdin }: ShellCommand): boolean => {
    let finished = false;
    const input = stdin === undefined ? files : { ...files, '-': substituted(stdin, cluster, dance) };
    const args = ['-n', dance.namespace, ...words.slice(1).map((word) => substituted(word, cluster, dance))];
    cluster.kubectl(args, input, () => {
      finished = true;
    });
    return runUntil(() => finished);
  };

  const command = (one: ShellCommand): boolean => {
    const [name, option, script = '', ...targets] = one.words;
    // What is only printed changes nothing.
    if (name === 'kubectl' && option === 'get') return true;
    if (name === 'kubectl') return kubectl(one);
    if (name === 'sed' && option === '-i') {
      for (const file of targets) files[file] = sed(script, files[file] ?? '');
      return true;
    }
    return false;
  };

  const act = (step: Step): boolean => {
    const arg = seen.names.back(String(step.arg).replaceAll('$NS', dance.namespace));
    const [first = '', second = ''] = arg.split(' ');
    switch (step.do) {
      case 'run':
        return commandsOf(arg).every(command);
      case 'until':
        return runUntil(() => holds(arg, cluster, dance, seen));
      case 'settle': {
        const ms = durationOf(arg);
        const start = cluster.kernel.now();
        return runUntil(() => cluster.kernel.now() - Math.max(start, seen.lastChange) >= ms || wake(cluster, ms));
      }
      case 'sleep':
        runUntil(() => false, durationOf(arg));
        return true;
      case 'ready':
        return kubectl({ words: ['kubectl', 'exec', first, '--', 'touch', '/tmp/ready'] });
      case 'unready':
        return kubectl({ words: ['kubectl', 'exec', first, '--', 'rm', '/tmp/ready'] });
      case 'exit':
        return kubectl({ words: ['kubectl', 'exec', first, '--', 'end-container', second] });
      case 'stopNode':
      case 'contNode':
      case 'restartNode':
        return false;
      default:
        return step.do satisfies never;
    }
  };

  for (const step of dance.steps) {
    if (!act(step)) {
      stuck = `${step.do} ${step.arg}`;
      break;
    }
  }
  const { timeline, events, writes } = seen;
  return { timeline, events, writes, final: seen.final(), ...(stuck !== undefined && { stuck }) };
}

/** Sees to it that time goes on while nothing happens. */
function wake(cluster: Cluster, ms: number): false {
  cluster.kernel.after(ms, () => {}, { idle: true });
  return false;
}

function durationOf(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
  return parts === null ? 0 : Number(parts[1]) * (units[parts[2] ?? 's'] ?? 1000);
}

/** `$(kubectl get KIND NAME -o jsonpath={.metadata.uid})`. */
function substituted(text: string, cluster: Cluster, dance: Dance): string {
  return text.replace(
    /\$\(kubectl get (\S+) (\S+) -o jsonpath='?\{\.([^}]*)\}'?\)/g,
    (_, kind: string, name: string, path: string) => {
      const object = cluster.get<KubernetesObject>(pluralOf(kind), dance.namespace, name);
      return String(at(object, path) ?? '');
    },
  );
}

function pluralOf(kind: string): string {
  return kind.endsWith('s') ? kind : `${kind}s`;
}

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const [, key = '', item] of path.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (item !== undefined && Array.isArray(found)) {
      found = found.find((one: Record<string, unknown>) => one.type === item || one.name === item);
    } else found = (found as Record<string, unknown> | undefined)?.[item ?? key];
    if (found === undefined || found === null) return undefined;
  }
  return found;
}

function holds(condition: string, cluster: Cluster, dance: Dance, seen: Observer): boolean {
  const [what = '', ...tests] = condition.split(' ');
  if (what === 'event') {
    const [reason = '', count = '1'] = tests;
    return (
      seen.events
        .filter((event) => event.reason === reason)
        .reduce((sum, { count: times }) => Math.max(sum, times), 0) >= Number(count)
    );
  }
  if (what === 'pods') return podsHold(tests, cluster.list<Pod>('pods', dance.namespace));
  const [kind = '', name = ''] = what.split('/');
  const namespace = kind === 'node' || kind === 'namespace' || kind === 'persistentvolume' ? '' : dance.namespace;
  const object = cluster.get<KubernetesObject>(pluralOf(kind), namespace, name);
  const [test = ''] = tests;
  if (test === 'gone') return object === undefined;
  if (test === 'there') return object !== undefined;
  const equals = tests.join(' ').indexOf('=');
  const text = tests.join(' ');
  return String(at(object, text.slice(0, equals)) ?? '') === text.slice(equals + 1);
}

function podsHold(tests: readonly string[], all: readonly Pod[]): boolean {
  let pods = all;
  for (const test of tests) {
    const label = /^label:([^=]+)=(.*)$/.exec(test);
    if (label !== null) {
      pods = pods.filter(({ metadata }) => metadata?.labels?.[label[1] ?? ''] === label[2]);
      continue;
    }
    const [what = '', count = ''] = test.split('=');
    const found =
      what === 'count'
        ? pods.length
        : what === 'ready'
          ? pods.filter(isPodReady).length
          : what === 'alive'
            ? pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined).length
            : pods.filter(({ status }) => status?.phase === what).length;
    if (found !== Number(count)) return false;
  }
  return true;
}
