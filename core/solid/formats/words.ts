// Words of a text file, read from its bytes: a string of a whole file may be longer than strings can be.

const SPACE = 32;
const LINE_END = 10;
const BACKSLASH = 92;

export class Words {
  readonly #bytes: Uint8Array;
  #at: number;
  /** Bounds of the last word. */
  #from = 0;
  #to = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  /** Goes to the next word, also over line ends. False at the end. */
  next(): boolean {
    while (this.#at < this.#bytes.length && (this.#bytes[this.#at] as number) <= SPACE) this.#at++;
    return this.#take();
  }

  /** Goes to the next word of this line. False at its end. A backslash before the end joins two lines. */
  nextInLine(): boolean {
    for (; this.#at < this.#bytes.length; this.#at++) {
      const byte = this.#bytes[this.#at] as number;
      if (byte === LINE_END) return false;
      if (byte === BACKSLASH && this.#isLineEnd(this.#at + 1)) {
        this.#at = this.#bytes.indexOf(LINE_END, this.#at);
        continue;
      }
      if (byte > SPACE) return this.#take();
    }
    return false;
  }

  #isLineEnd(at: number): boolean {
    return this.#bytes[at] === LINE_END || (this.#bytes[at] === 13 && this.#bytes[at + 1] === LINE_END);
  }

  #take(): boolean {
    this.#from = this.#at;
    while (this.#at < this.#bytes.length && (this.#bytes[this.#at] as number) > SPACE) this.#at++;
    this.#to = this.#at;
    return this.#to > this.#from;
  }

  /** To the beginning of the next line. */
  skipLine(): void {
    const end = this.#bytes.indexOf(LINE_END, this.#at);
    this.#at = end < 0 ? this.#bytes.length : end + 1;
  }

  get text(): string {
    let text = '';
    for (let at = this.#from; at < Math.min(this.#to, this.#from + 100); at++) {
      text += String.fromCharCode(this.#bytes[at] as number);
    }
    return text;
  }

  is(word: string): boolean {
    if (this.#to - this.#from !== word.length) return false;
    for (let n = 0; n < word.length; n++) {
      if (((this.#bytes[this.#from + n] as number) | 32) !== word.charCodeAt(n)) return false;
    }
    return true;
  }

  /** The last word as a decimal number; NaN where it is none. */
  get number(): number {
    const bytes = this.#bytes;
    let at = this.#from;
    const isNegative = bytes[at] === 45;
    if (isNegative || bytes[at] === 43) at++;
    let mantissa = 0;
    let digits = 0;
    let scale = 0;
    let isFraction = false;
    for (; at < this.#to; at++) {
      const byte = bytes[at] as number;
      if (byte === 46 && !isFraction) isFraction = true;
      else if (byte >= 48 && byte <= 57) {
        // More digits than a double holds change nothing.
        if (mantissa < 9e14) {
          mantissa = 10 * mantissa + byte - 48;
          if (isFraction) scale--;
        } else if (!isFraction) scale++;
        digits++;
      } else break;
    }
    if (digits === 0) return Number.NaN;
    if (at < this.#to) {
      const power = this.#power(at);
      if (Number.isNaN(power)) return Number.NaN;
      scale += power;
    }
    const value = scale < 0 ? mantissa / 10 ** -scale : mantissa * 10 ** scale;
    return isNegative ? -value : value;
  }

  #power(from: number): number {
    if (((this.#bytes[from] as number) | 32) !== 101 || this.#to - from > 6) return Number.NaN;
    let text = '';
    for (let at = from + 1; at < this.#to; at++) text += String.fromCharCode(this.#bytes[at] as number);
    return /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  }
}
