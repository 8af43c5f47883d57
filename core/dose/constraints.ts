// What a plan is held to: lines of a template, each met, not met, or not to be told.

import * as z from 'zod';
import { AppError } from '../error/index.ts';
import { type DoseHistogram, withZeroOutside } from './histogram.ts';
import { evaluateMetric, type Metric, metricName, parseMetric } from './metrics.ts';

/** Beyond this share of a structure outside the dose grid its figures are not those of the structure. */
export const OUTSIDE_SHARE = 1e-6;

const text = (most: number) => z.string().trim().min(1, 'empty').max(most, `longer than ${most} characters`);

const Constraint = z.strictObject({
  /** TG-263 name, or the name that the centre uses. */
  structure: text(64),
  /** Further names of the same structure. */
  aliases: z.array(text(64)).max(20).optional(),
  /** See `parseMetric`. */
  metric: text(40),
  relation: z.enum(['<', '<=', '>', '>=']),
  /** In the unit of the metric. */
  limit: z.number().min(0).max(100_000),
  /** What the limit is for: the end point and its rate. */
  endpoint: text(200).optional(),
  priority: text(40).optional(),
  /** Where the limit comes from; that of the template where it is missing. */
  source: text(300).optional(),
});

const Template = z.strictObject({
  name: text(80),
  description: text(600).optional(),
  /** Where the limits come from, exactly. */
  source: text(400),
  constraints: z.array(Constraint).min(1, 'empty').max(500, 'more than 500'),
});

export type ConstraintLine = z.infer<typeof Constraint>;
export type ConstraintTemplate = z.infer<typeof Template>;

const refuse = (why: string): AppError =>
  new AppError(
    'invalid-input',
    'DOSE_CONSTRAINTS',
    `The constraint template cannot be used: ${why}. docs/dose.md says what it holds.`,
  );

/** A template from parsed JSON, its figures checked. Throws `invalid-input` DOSE_CONSTRAINTS with the first fault. */
export function readConstraintTemplate(json: unknown): ConstraintTemplate {
  const parsed = Template.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`${issue?.path.join('.') || 'the whole'}: ${(issue?.message ?? '').slice(0, 200)}`);
  }
  for (const [n, { metric }] of parsed.data.constraints.entries()) {
    try {
      parseMetric(metric);
    } catch (thrown) {
      throw thrown instanceof AppError ? refuse(`constraints.${n}.metric: ${thrown.message}`) : thrown;
    }
  }
  return parsed.data;
}

export type ConstraintStatus = 'met' | 'not-met' | 'not-evaluable';

export interface ConstraintResult {
  readonly structure: string;
  readonly metric: string;
  readonly relation: ConstraintLine['relation'];
  readonly limit: number;
  readonly status: ConstraintStatus;
  /** In the unit of the metric; of the part inside the dose grid. null where there is none. */
  readonly value: number | null;
  /** Why it cannot be told, or why the value is not that of the whole structure; null otherwise. */
  readonly why: string | null;
  readonly endpoint: string | null;
  readonly priority: string | null;
  readonly source: string;
}

const holds = (value: number, relation: ConstraintLine['relation'], limit: number): boolean => {
  if (relation === '<') return value < limit;
  if (relation === '<=') return value <= limit;
  return relation === '>' ? value > limit : value >= limit;
};

/** Names are the same whatever their case and separators. */
const fold = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]+/g, '');

/** True when the line is about a structure of this name. */
export const isAbout = ({ structure, aliases = [] }: ConstraintLine, name: string): boolean =>
  [structure, ...aliases].some((wanted) => fold(wanted) === fold(name));

/** A structure as constraints see it. */
export interface JudgedStructure {
  readonly name: string;
  readonly histogram: DoseHistogram;
  readonly prescriptionGy: number | null;
}

type Verdict = Pick<ConstraintResult, 'status' | 'value' | 'why'>;

/** What is outside the dose grid has some dose, zero or more. That decides some constraints and leaves others open. */
function judgePartly(line: ConstraintLine, metric: Metric, structure: JudgedStructure, value: number): Verdict {
  const { histogram, prescriptionGy } = structure;
  const percent = ((100 * histogram.outsideMl) / histogram.volumeMl).toFixed(1);
  const why = `${percent} % of the structure lie outside the dose grid`;
  const least = evaluateMetric(metric, withZeroOutside(histogram), prescriptionGy);
  const isUpper = line.relation.startsWith('<');
  if ('value' in least) {
    const isHeld = holds(least.value, line.relation, line.limit);
    if (isUpper && !isHeld) return { status: 'not-met', value, why };
    if (!isUpper && isHeld) return { status: 'met', value, why };
  }
  return { status: 'not-evaluable', value, why };
}

function judge(line: ConstraintLine, metric: Metric, structure: JudgedStructure | undefined): Verdict {
  if (structure === undefined) {
    return { status: 'not-evaluable', value: null, why: 'no structure has this name' };
  }
  const { histogram, prescriptionGy } = structure;
  const figure = evaluateMetric(metric, histogram, prescriptionGy);
  if ('why' in figure) return { status: 'not-evaluable', value: null, why: figure.why };
  if (histogram.outsideMl > OUTSIDE_SHARE * histogram.volumeMl) {
    return judgePartly(line, metric, structure, figure.value);
  }
  return { status: holds(figure.value, line.relation, line.limit) ? 'met' : 'not-met', value: figure.value, why: null };
}

/** Every line of the template, in its order; a line that is about two structures is judged on both. */
export function evaluateConstraints(
  template: ConstraintTemplate,
  structures: readonly JudgedStructure[],
): ConstraintResult[] {
  return template.constraints.flatMap((line) => {
    const metric = parseMetric(line.metric);
    const about = structures.filter(({ name }) => isAbout(line, name));
    return (about.length === 0 ? [undefined] : about).map((structure) => ({
      structure: structure?.name ?? line.structure,
      metric: metricName(metric),
      relation: line.relation,
      limit: line.limit,
      ...judge(line, metric, structure),
      endpoint: line.endpoint ?? null,
      priority: line.priority ?? null,
      source: line.source ?? template.source,
    }));
  });
}
