/** Images that many people know: how big they are and what they run. Assumed, as their documentation says. */
import type { ImageFact, ProgramFact } from '../../simulation/scenario.ts';

/** Commands of busybox that scripts in manifests use. */
export const busyboxCommands: readonly string[] =
  '[ arch ash awk basename busybox cat chmod chown clear cp cut date dd df dirname du echo env expr false find free grep gzip head hostname id ifconfig install ip kill killall ln ls md5sum mkdir mktemp more mount mv nc netstat nohup nproc nslookup od ping pkill printenv printf ps pwd readlink realpath rm rmdir route sed seq sh sha256sum sleep sort stat stty sync tail tar tee telnet test timeout top touch tr true tty umount uname uniq unzip uptime usleep vi watch wc wget which whoami xargs yes'.split(
    ' ',
  );

const shell = (image: string, sizeBytes: number, command = 'sh'): ImageFact => ({
  image,
  sizeBytes,
  entrypoint: [command],
});

/** Facts by image; a scenario's own facts come first. */
export const knownImages: readonly ImageFact[] = [
  { ...shell('busybox', 2_200_000), commands: busyboxCommands },
  shell('alpine', 4_000_000),
  shell('ubuntu', 30_000_000, 'bash'),
  shell('debian', 50_000_000, 'bash'),
  shell('fedora', 70_000_000, 'bash'),
  shell('golang', 300_000_000, 'bash'),
  { image: 'hello-world', sizeBytes: 13_000, entrypoint: ['/hello'] },
  { image: 'nginx', sizeBytes: 72_000_000, entrypoint: ['nginx'], stopSignal: 'QUIT' },
  { image: 'httpd', sizeBytes: 58_000_000, entrypoint: ['httpd-foreground'] },
  { image: 'redis', sizeBytes: 45_000_000, entrypoint: ['redis-server'] },
  { image: 'memcached', sizeBytes: 32_000_000, entrypoint: ['memcached'] },
  { image: 'postgres', sizeBytes: 155_000_000, entrypoint: ['postgres'], stopSignal: 'INT' },
  { image: 'mysql', sizeBytes: 245_000_000, entrypoint: ['mysqld'] },
  { image: 'mariadb', sizeBytes: 125_000_000, entrypoint: ['mariadbd'] },
  { image: 'mongo', sizeBytes: 270_000_000, entrypoint: ['mongod'] },
  { image: 'rabbitmq', sizeBytes: 110_000_000, entrypoint: ['rabbitmq-server'] },
  { image: 'node', sizeBytes: 400_000_000, entrypoint: ['node'] },
  { image: 'python', sizeBytes: 410_000_000, entrypoint: ['python3'] },
  { image: 'registry.k8s.io/pause', sizeBytes: 320_000, entrypoint: ['/pause'] },
];

const server = (program: string, listens: number): ProgramFact => ({
  command: [program],
  listens,
  stopsOn: ['TERM', 'QUIT', 'INT'],
});
const interpreter = (program: string): ProgramFact => ({ command: [program], alone: true, exitCode: 0 });

/** What the programs of known images do; interpreters that are given nothing to run end at once. */
export const knownPrograms: readonly ProgramFact[] = [
  server('nginx', 80),
  server('httpd-foreground', 80),
  server('redis-server', 6379),
  server('memcached', 11_211),
  server('postgres', 5432),
  server('mysqld', 3306),
  server('mariadbd', 3306),
  server('mongod', 27_017),
  server('rabbitmq-server', 5672),
  { command: ['/pause'], stopsOn: ['TERM', 'INT'] },
  { command: ['/hello'], exitCode: 0 },
  interpreter('node'),
  interpreter('python3'),
  interpreter('python'),
];
