/** The few forms of bash lines that dances are written in: words in quotes, `&&`, `sed -i`, here-documents, `$(kubectl get …)`. */

/** One command of a line, with what it reads. */
export interface ShellCommand {
  readonly words: readonly string[];
  readonly stdin?: string;
}

/** The commands of a line, in order; what stands behind a pipe only shapes output and is left out. */
export function commandsOf(line: string): ShellCommand[] {
  const document = /^(.*?)<<\s*'?(\w+)'?\n([\s\S]*?)\n\2\s*$/.exec(line);
  if (document !== null) return [{ words: wordsOf(document[1] ?? '').words, stdin: `${document[3] ?? ''}\n` }];
  const commands: ShellCommand[] = [];
  let rest = line;
  while (rest.trim() !== '') {
    const { words, end, separator } = wordsOf(rest);
    if (words.length > 0) commands.push({ words });
    rest = rest.slice(end);
    if (separator === '|') {
      const next = rest.search(/&&|;/);
      rest = next < 0 ? '' : rest.slice(next).replace(/^(&&|;)/, '');
    }
  }
  return commands;
}

/** Words up to the next separator. */
function wordsOf(text: string): { words: string[]; end: number; separator: string } {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "'" || char === '"') {
      const close = text.indexOf(char, at + 1);
      word = (word ?? '') + text.slice(at + 1, close < 0 ? text.length : close);
      at = close < 0 ? text.length : close;
    } else if (char === '\\') word = (word ?? '') + (text[++at] ?? '');
    else if (/\s/.test(char) && char !== '\n') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === ';' || char === '|' || char === '\n' || (char === '&' && text[at + 1] === '&')) {
      const width = char === '&' || (char === '|' && text[at + 1] === '|') ? 2 : 1;
      if (word !== undefined) words.push(word);
      return { words, end: at + width, separator: char };
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return { words, end: text.length, separator: '' };
}

/** What `sed` makes of a text with `s/a/b/` commands. */
export function sed(script: string, text: string): string {
  return text
    .split('\n')
    .map((line) =>
      script.split(/;\s*/).reduce((done, command) => {
        const parts = /^s(.)(.*?)\1(.*?)\1(g?)$/.exec(command.trim());
        if (parts === null) return done;
        const [, , pattern = '', replacement = '', flags = ''] = parts;
        return done.replace(new RegExp(pattern, flags), replacement);
      }, line),
    )
    .join('\n');
}
