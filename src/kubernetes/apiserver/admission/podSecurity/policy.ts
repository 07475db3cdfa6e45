/** Which Pod Security policy a namespace asks for, by its labels. */

export type Level = 'privileged' | 'baseline' | 'restricted';

/** A level as of Kubernetes 1.`minor`; undefined: the latest. */
export interface LevelVersion {
  readonly level: Level;
  readonly minor?: number;
}

export interface Policy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
}

/** A label that could not be read, with what it had to be. */
export interface LabelProblem {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

const levels: readonly string[] = ['privileged', 'baseline', 'restricted'];
const prefix = 'pod-security.kubernetes.io/';
const levelDetail = 'must be one of privileged, baseline, restricted';
const versionDetail = 'must be "latest" or "v1.x"';
const modes = ['enforce', 'audit', 'warn'] as const;
/** Where no label asks for anything. */
const open: Policy = { enforce: { level: 'privileged' }, warn: { level: 'privileged' } };

/** The namespace's policy and its unreadable labels (pod-security-admission/api/helpers.go, PolicyToEvaluate). */
export function policyOf(labels: Readonly<Record<string, string>> = {}): { policy: Policy; problems: LabelProblem[] } {
  if (!Object.keys(labels).some((label) => label.startsWith(prefix))) return { policy: open, problems: [] };
  const problems: LabelProblem[] = [];
  for (const mode of modes) {
    const level = labels[prefix + mode];
    if (level !== undefined && !levels.includes(level)) {
      problems.push({ label: prefix + mode, value: level, detail: levelDetail });
    }
    const version = labels[`${prefix + mode}-version`];
    if (version !== undefined && minorOf(version) === 'unreadable') {
      problems.push({ label: `${prefix + mode}-version`, value: version, detail: versionDetail });
    }
  }
  // What cannot be read fails closed for enforce and open for warn.
  const enforce = levelVersion(labels, 'enforce', 'restricted');
  const warn = levelVersion(labels, 'warn', 'privileged');
  const enforced = labels[`${prefix}enforce`];
  const inherits =
    labels[`${prefix}warn`] === undefined &&
    enforced !== undefined &&
    levels.includes(enforced) &&
    enforced !== 'privileged';
  if (!inherits) return { policy: { enforce, warn }, problems };
  const version = labels[`${prefix}warn-version`] === undefined ? enforce : warn;
  return { policy: { enforce, warn: { ...version, level: enforce.level } }, problems };
}

/** `restricted:latest`, `baseline:v1.25`. */
export function levelText({ level, minor }: LevelVersion): string {
  return `${level}:${minor === undefined ? 'latest' : `v1.${minor}`}`;
}

function levelVersion(labels: Readonly<Record<string, string>>, mode: string, fallback: Level): LevelVersion {
  const level = labels[prefix + mode];
  const minor = minorOf(labels[`${prefix + mode}-version`] ?? 'latest');
  const read = level === undefined ? 'privileged' : levels.includes(level) ? (level as Level) : fallback;
  return typeof minor === 'number' ? { level: read, minor } : { level: read };
}

function minorOf(version: string): number | 'latest' | 'unreadable' {
  if (version === 'latest') return 'latest';
  const match = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(version);
  return match === null ? 'unreadable' : Number(match[1]);
}
