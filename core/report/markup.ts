// HTML made of text that may hold anything. Only `html` makes markup; every value put into it is escaped unless it is
// markup itself, so forgetting to escape is not possible.

declare const markupTag: unique symbol;
export type Markup = { readonly text: string; readonly [markupTag]: true };

const asMarkup = (text: string): Markup => ({ text }) as Markup;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for element content or a quoted attribute. Control characters become U+FFFD: HTML has no way to hold them. */
export function escapeText(text: string): string {
  return (
    text
      // A surrogate without its partner: it cannot be written as UTF-8.
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being replaced
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd')
      .replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c)
  );
}

type Value = string | number | Markup | null | false | readonly Value[];

const render = (value: Value): string => {
  if (value === null || value === false) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if ('text' in value) return value.text;
  return value.map(render).join('');
};

/** Template tag: literal parts are markup, values are escaped; null and false are nothing, lists are joined. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  asMarkup(parts.reduce((out, part, at) => out + render(values[at - 1] ?? null) + part));

/** Marks text of our own as markup: constants and base64, never data of a case. */
export const trusted = (text: string): Markup => asMarkup(text);
