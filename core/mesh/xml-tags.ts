// The opening tags of an XML text, one after the other, in one pass however the text is damaged. The 3MF core
// specification (2.1) allows no document type, so no entity is defined in it.

export interface XmlTag {
  /** Without the prefix of its namespace. */
  readonly name: string;
  /** From `<` to `>`. */
  readonly text: string;
}

const LESS_THAN = 60;
const GREATER_THAN = 62;
const QUOTES: readonly number[] = [34, 39];

/** What stands between tags and holds none. */
const SKIPPED: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

const NAME = /<(?:[^\s<>"'/:=]{1,200}:)?([^\s<>"'/:=]{1,200})/y;

/** Behind the `>` of the tag that begins at `from`; -1 where another begins before, which XML forbids even in values. */
function endOfTag(text: string, from: number): number {
  let quote = 0;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LESS_THAN) return -1;
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === GREATER_THAN) return at + 1;
    else if (QUOTES.includes(code)) quote = code;
  }
  return -1;
}

/** @throws what `damaged` makes of a reason, at the first `<` that begins nothing that ends */
export function* openingTags(text: string, damaged: (why: string) => Error): Generator<XmlTag> {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const skipped = SKIPPED.find(([begin]) => text.startsWith(begin, at));
    const end = skipped === undefined ? endOfTag(text, at) : text.indexOf(skipped[1], at + skipped[0].length);
    if (end < 0) throw damaged('has a tag or comment that does not end');
    NAME.lastIndex = at;
    const name = skipped === undefined ? NAME.exec(text)?.[1] : undefined;
    if (name !== undefined) yield { name, text: text.slice(at, end) };
    at = end;
  }
}
