// What a person chose, kept beside the library: one JSON text a section, read and checked by the window.

import * as z from 'zod';
import { command, query } from '../define.ts';

const Section = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

export const settings = {
  get: query(z.object({ section: Section }), z.object({ json: z.string().nullable() })),
  put: command(z.object({ section: Section, json: z.string().max(200_000) }), z.object({})),
};
