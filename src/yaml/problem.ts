/** What makes a document unreadable, as it travels inside the reader. */

/** Thrown inside the reader only: `readContent` turns it into the document's problem. */
export class ReadFailure {
  /** Go's text without its `yaml: line N: ` beginning. */
  readonly message: string;
  /** Offset in the document where the reader stood. */
  readonly at: number;
  /** The line Go names, counted in its own way; 0 when it names none. */
  readonly line: number;
  /** Where the user has to look, when that isn't `at`. */
  readonly from: number;

  constructor(message: string, at: number, line: number, from: number = at) {
    this.message = message;
    this.at = at;
    this.line = line;
    this.from = from;
  }
}
