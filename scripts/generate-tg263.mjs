// Makes resources/terminology/tg263-table.ts from the shared TG-263 table:
//   node scripts/generate-tg263.mjs ../shared/terminology/tg263.csv
import { readFileSync, writeFileSync } from 'node:fs';

/** One record of RFC 4180 text a row; quoted fields may hold commas and line ends. */
function parseCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push((quoted?.replaceAll('""', '"') ?? plain).replace(/\s+/g, ' ').trim());
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

const [header, ...rows] = parseCsv(readFileSync(process.argv[2], 'utf8'));
const column = (row, name) => row[header.indexOf(name)];
const lines = rows.map((row) =>
  [
    column(row, 'name'),
    column(row, 'fma_id'),
    column(row, 'target_type').replace('Non-Anatomic', 'Non_Anatomic'),
    column(row, 'major_category'),
    column(row, 'description'),
  ].join('|'),
);
if (lines.some((line) => line.split('|').length !== 5 || /[`\\$]/.test(line))) throw new Error('unexpected character');
writeFileSync(
  new URL('../resources/terminology/tg263-table.ts', import.meta.url),
  `// Made by scripts/generate-tg263.mjs; see README.md here. name|FMA id|kind|category|description\n` +
    `export const TG263_TABLE = \`${lines.join('\n')}\`;\n`,
);
process.stdout.write(`${lines.length} names\n`);
