/** Tokens to nodes, by libyaml's grammar (go.yaml.in/yaml v2 parserc.go), without recursion and one document at a time. */
import { kinds, styles, YamlNode } from './node.ts';
import { ReadFailure } from './problem.ts';
import type { Scanner } from './scanner.ts';
import { type TokenType, tokens } from './tokenQueue.ts';
import type { Tree } from './tree.ts';

/** What an open collection waits for. */
const states = {
  blockSequenceFirst: 0,
  blockSequenceEntry: 1,
  indentlessSequenceEntry: 2,
  blockMappingFirst: 3,
  blockMappingKey: 4,
  blockMappingValue: 5,
  flowSequenceFirst: 6,
  flowSequenceEntry: 7,
  flowPairKey: 8,
  flowPairValue: 9,
  flowPairEnd: 10,
  flowMappingFirst: 11,
  flowMappingKey: 12,
  flowMappingValue: 13,
  flowMappingEmptyValue: 14,
} as const;
type State = (typeof states)[keyof typeof states];

/** Whether an indentless sequence may stand here: under a key, its dashes need no deeper column. */
type Place = 'block' | 'blockUnderKey' | 'flow';

export class Parser {
  private readonly scanner: Scanner;
  private readonly tree: Tree;
  /** What each open collection waits for. */
  private readonly waiting: State[] = [];
  private readonly tagPrefixes = new Map<string, string>();

  constructor(scanner: Scanner, tree: Tree) {
    this.scanner = scanner;
    this.tree = tree;
  }

  /** Reads the first document; the tree stays without root when there is none. Throws ReadFailure. */
  parse(): void {
    if (!this.startDocument()) return;
    while (this.waiting.length > 0) this.step(this.waiting[this.waiting.length - 1] as State);
    if (this.scanner.peek() === tokens.documentEnd) this.scanner.next();
  }

  private startDocument(): boolean {
    const { scanner } = this;
    const type = scanner.peek();
    if (type === tokens.streamEnd) return false;
    const explicit = type === tokens.versionDirective || type === tokens.tagDirective || type === tokens.documentStart;
    this.readDirectives();
    if (!explicit) {
      this.parseNode('block');
      return true;
    }
    if (scanner.peek() !== tokens.documentStart) throw this.failure('did not find expected <document start>');
    const { tokenEnd } = scanner;
    scanner.next();
    const content = scanner.peek();
    if (content <= tokens.documentEnd) this.tree.addEmpty(tokenEnd);
    else this.parseNode('block');
    return true;
  }

  private readDirectives(): void {
    const { scanner } = this;
    let versioned = false;
    for (let type = scanner.peek(); ; type = scanner.peek()) {
      if (type === tokens.versionDirective) {
        if (versioned) throw this.failure('found duplicate %YAML directive');
        if (scanner.tokenText !== '1.1') throw this.failure('found incompatible YAML document');
        versioned = true;
      } else if (type === tokens.tagDirective) {
        if (this.tagPrefixes.has(scanner.tokenText)) throw this.failure('found duplicate %TAG directive');
        this.tagPrefixes.set(scanner.tokenText, scanner.queue.suffixes[scanner.queue.head] ?? '');
      } else break;
      scanner.next();
    }
    if (!this.tagPrefixes.has('!')) this.tagPrefixes.set('!', '!');
    if (!this.tagPrefixes.has('!!')) this.tagPrefixes.set('!!', 'tag:yaml.org,2002:');
  }

  /** The parser's complaint about the next token. */
  private failure(message: string, at: number = this.scanner.start): ReadFailure {
    return new ReadFailure(message, at, this.scanner.lineOf(at));
  }

  private step(state: State): void {
    switch (state) {
      case states.blockSequenceFirst:
        this.scanner.next();
        this.blockSequenceEntry();
        break;
      case states.blockSequenceEntry:
        this.blockSequenceEntry();
        break;
      case states.indentlessSequenceEntry:
        this.indentlessSequenceEntry();
        break;
      case states.blockMappingFirst:
        this.scanner.next();
        this.blockMappingKey();
        break;
      case states.blockMappingKey:
        this.blockMappingKey();
        break;
      case states.blockMappingValue:
        this.blockMappingValue();
        break;
      case states.flowSequenceFirst:
        this.scanner.next();
        this.flowSequenceEntry(true);
        break;
      case states.flowSequenceEntry:
        this.flowSequenceEntry(false);
        break;
      case states.flowPairKey:
        this.flowPairKey();
        break;
      case states.flowPairValue:
        this.flowPairValue();
        break;
      case states.flowPairEnd:
        this.close(this.tree.lastEnd);
        break;
      case states.flowMappingFirst:
        this.scanner.next();
        this.flowMappingKey(true);
        break;
      case states.flowMappingKey:
        this.flowMappingKey(false);
        break;
      case states.flowMappingValue:
        this.flowMappingValue();
        break;
      case states.flowMappingEmptyValue:
        this.wait(states.flowMappingKey);
        this.tree.addEmpty(this.tree.lastEnd);
        break;
    }
  }

  /** What the innermost collection waits for after the node that comes now. */
  private wait(state: State): void {
    this.waiting[this.waiting.length - 1] = state;
  }

  private blockSequenceEntry(): void {
    const { scanner } = this;
    const type = scanner.peek();
    if (type === tokens.blockEntry) {
      const mark = scanner.tokenEnd;
      scanner.next();
      this.wait(states.blockSequenceEntry);
      const following = scanner.peek();
      if (following === tokens.blockEntry || following === tokens.blockEnd) this.tree.addEmpty(mark);
      else this.parseNode('block');
    } else if (type === tokens.blockEnd) {
      scanner.next();
      this.close(this.tree.lastEnd);
    } else throw this.failure("did not find expected '-' indicator");
  }

  private indentlessSequenceEntry(): void {
    const { scanner } = this;
    if (scanner.peek() !== tokens.blockEntry) {
      this.close(this.tree.lastEnd);
      return;
    }
    const mark = scanner.tokenEnd;
    scanner.next();
    const following = scanner.peek();
    if (following === tokens.blockEntry || endsEntry(following)) this.tree.addEmpty(mark);
    else this.parseNode('block');
  }

  private blockMappingKey(): void {
    const { scanner } = this;
    const type = scanner.peek();
    if (type === tokens.key) {
      const mark = scanner.tokenEnd;
      scanner.next();
      this.wait(states.blockMappingValue);
      if (endsEntry(scanner.peek())) this.tree.addEmpty(mark);
      else this.parseNode('blockUnderKey');
    } else if (type === tokens.blockEnd) {
      scanner.next();
      this.close(this.tree.lastEnd);
    } else throw this.failure('did not find expected key');
  }

  private blockMappingValue(): void {
    const { scanner } = this;
    this.wait(states.blockMappingKey);
    if (scanner.peek() !== tokens.value) {
      this.tree.addEmpty(this.tree.lastEnd);
      return;
    }
    const mark = scanner.tokenEnd;
    scanner.next();
    if (endsEntry(scanner.peek())) this.tree.addEmpty(mark);
    else this.parseNode('blockUnderKey');
  }

  private flowSequenceEntry(first: boolean): void {
    const { scanner } = this;
    let type = scanner.peek();
    if (type !== tokens.flowSequenceEnd) {
      if (!first) {
        if (type !== tokens.flowEntry) throw this.failure("did not find expected ',' or ']'");
        scanner.next();
        type = scanner.peek();
      }
      if (type === tokens.key) {
        this.wait(states.flowSequenceEntry);
        this.open(kinds.mapping, '', '', states.flowPairKey);
        scanner.next();
        return;
      }
      if (type !== tokens.flowSequenceEnd) {
        this.wait(states.flowSequenceEntry);
        this.parseNode('flow');
        return;
      }
    }
    const end = scanner.tokenEnd;
    scanner.next();
    this.close(end);
  }

  private flowPairKey(): void {
    const { scanner } = this;
    this.wait(states.flowPairValue);
    const type = scanner.peek();
    if (type !== tokens.value && type !== tokens.flowEntry && type !== tokens.flowSequenceEnd) {
      this.parseNode('flow');
      return;
    }
    // The reader takes the token away here, as libyaml does; what follows is then read without it.
    const mark = scanner.start;
    scanner.next();
    this.tree.addEmpty(mark);
  }

  private flowPairValue(): void {
    const { scanner } = this;
    this.wait(states.flowPairEnd);
    if (scanner.peek() === tokens.value) {
      scanner.next();
      const type = scanner.peek();
      if (type !== tokens.flowEntry && type !== tokens.flowSequenceEnd) {
        this.parseNode('flow');
        return;
      }
    }
    this.tree.addEmpty(this.tree.lastEnd);
  }

  private flowMappingKey(first: boolean): void {
    const { scanner } = this;
    let type = scanner.peek();
    if (type !== tokens.flowMappingEnd) {
      if (!first) {
        if (type !== tokens.flowEntry) throw this.failure("did not find expected ',' or '}'");
        scanner.next();
        type = scanner.peek();
      }
      if (type === tokens.key) {
        scanner.next();
        type = scanner.peek();
        this.wait(states.flowMappingValue);
        if (type === tokens.value || type === tokens.flowEntry || type === tokens.flowMappingEnd) {
          this.tree.addEmpty(scanner.start);
          return;
        }
        this.parseNode('flow');
        return;
      }
      if (type !== tokens.flowMappingEnd) {
        this.wait(states.flowMappingEmptyValue);
        this.parseNode('flow');
        return;
      }
    }
    const end = scanner.tokenEnd;
    scanner.next();
    this.close(end);
  }

  private flowMappingValue(): void {
    const { scanner } = this;
    this.wait(states.flowMappingKey);
    if (scanner.peek() === tokens.value) {
      const mark = scanner.tokenEnd;
      scanner.next();
      const type = scanner.peek();
      if (type !== tokens.flowEntry && type !== tokens.flowMappingEnd) {
        this.parseNode('flow');
        return;
      }
      this.tree.addEmpty(mark);
      return;
    }
    this.tree.addEmpty(this.tree.lastEnd);
  }

  /** One node: an alias, a scalar, or the opening of a collection. */
  private parseNode(place: Place): void {
    const { scanner } = this;
    let type = scanner.peek();
    if (type === tokens.scalar) {
      this.addToken('', '');
      return;
    }
    if (type === tokens.alias) {
      this.tree.addAlias(scanner.tokenText, scanner.start, scanner.tokenEnd);
      scanner.next();
      return;
    }
    const first = scanner.start;
    let anchor = '';
    let handle: string | undefined;
    let suffix = '';
    let tagAt = first;
    let end = first;
    // One anchor and one tag, in either order.
    for (let i = 0; i < 2; i++) {
      if (type === tokens.anchor && anchor === '') anchor = scanner.tokenText;
      else if (type === tokens.tag && handle === undefined) {
        handle = scanner.tokenText;
        suffix = scanner.queue.suffixes[scanner.queue.head] ?? '';
        tagAt = scanner.start;
      } else break;
      end = scanner.tokenEnd;
      scanner.next();
      type = scanner.peek();
    }
    const tag = handle === undefined ? '' : this.wholeTag(handle, suffix, tagAt);
    switch (type) {
      case tokens.scalar:
        this.addToken(anchor, tag);
        return;
      case tokens.flowSequenceStart:
        this.open(kinds.sequence, anchor, tag, states.flowSequenceFirst);
        return;
      case tokens.flowMappingStart:
        this.open(kinds.mapping, anchor, tag, states.flowMappingFirst);
        return;
      case tokens.blockSequenceStart:
        if (place === 'flow') break;
        this.open(kinds.sequence, anchor, tag, states.blockSequenceFirst);
        return;
      case tokens.blockMappingStart:
        if (place === 'flow') break;
        this.open(kinds.mapping, anchor, tag, states.blockMappingFirst);
        return;
      case tokens.blockEntry:
        if (place !== 'blockUnderKey') break;
        this.open(kinds.sequence, anchor, tag, states.indentlessSequenceEntry);
        return;
      default:
        break;
    }
    if (anchor === '' && tag === '') throw this.failure('did not find expected node content');
    const style = tag === '' ? styles.plain : styles.quoted;
    this.tree.addScalar(new YamlNode(kinds.scalar, end, end, '', style, tag), anchor);
  }

  /** A tag with its handle resolved. */
  private wholeTag(handle: string, suffix: string, at: number): string {
    if (handle === '') return suffix;
    const prefix = this.tagPrefixes.get(handle);
    if (prefix === undefined) throw this.failure('found undefined tag handle', at);
    return prefix + suffix;
  }

  /** The scalar that is the next token. */
  private addToken(anchor: string, tag: string): void {
    const { scanner } = this;
    const { queue } = scanner;
    const style = queue.styles[queue.head] ?? styles.plain;
    const node = new YamlNode(kinds.scalar, scanner.start, scanner.tokenEnd, scanner.tokenText, style, tag);
    this.tree.addScalar(node, anchor);
    scanner.next();
  }

  private open(kind: typeof kinds.sequence | typeof kinds.mapping, anchor: string, tag: string, state: State): void {
    this.tree.open(kind, this.scanner.start, anchor, tag);
    this.waiting.push(state);
  }

  private close(end: number): void {
    this.waiting.pop();
    this.tree.close(end);
  }
}

/** A key's or value's place is empty when one of these comes next. */
function endsEntry(type: TokenType): boolean {
  return type === tokens.key || type === tokens.value || type === tokens.blockEnd;
}
